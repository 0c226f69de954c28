#include "core/permissions/danger.h"

#include "core/permissions/command_pattern.h"
#include "core/permissions/unwrap.h"
#include "core/permissions/words.h"

#include <array>

namespace kalpana::permissions {

namespace {

using Kind = Danger::Kind;
using Arguments = std::span<const Word>;

constexpr auto systemTools = std::to_array<std::string_view>(
    {"mkfs",         "fdisk",      "cfdisk",   "sfdisk",     "gdisk",        "sgdisk",
     "parted",       "wipefs",     "dd",       "blkdiscard", "badblocks",    "hdparm",
     "mount",        "umount",     "swapon",   "swapoff",    "mkswap",       "losetup",
     "cryptsetup",   "lvremove",   "vgremove", "pvremove",   "lvreduce",     "zpool",
     "zfs",          "btrfs",      "mdadm",    "fsck",       "debugfs",      "tune2fs",
     "resize2fs",    "e2fsck",     "mknod",    "fstrim",     "shutdown",     "reboot",
     "halt",         "poweroff",   "init",     "telinit",    "kexec",        "systemctl",
     "service",      "rc-service", "initctl",  "loginctl",   "hostnamectl",  "timedatectl",
     "modprobe",     "insmod",     "rmmod",    "sysctl",     "grub-install", "update-grub",
     "efibootmgr",   "useradd",    "userdel",  "usermod",    "adduser",      "deluser",
     "groupadd",     "groupdel",   "groupmod", "passwd",     "chpasswd",     "visudo",
     "vipw",         "crontab",    "iptables", "ip6tables",  "nft",          "ufw",
     "firewall-cmd", "ip",         "ifconfig", "route",      "ifup",         "ifdown",
     "nmcli",        "apt",        "apt-get",  "aptitude",   "dpkg",         "yum",
     "dnf",          "rpm",        "pacman",   "apk",        "zypper",       "snap",
     "flatpak",      "emerge",     "brew",     "docker",     "podman",       "kubectl",
     "helm",         "lxc",        "virsh",    "setcap",     "chattr",       "update-alternatives",
     "ldconfig",     "date-set",   "hwclock",  "setenforce", "chsh",         "chfn",
     "terraform",    "launchctl",  "diskutil", "nvme",       "smartctl",     "flashrom",
     "fwupdmgr"});
constexpr auto otherUser =
    std::to_array<std::string_view>({"sudo", "doas", "su", "runuser", "pkexec", "sg", "newgrp", "gosu", "sudoedit",
                                     "machinectl", "kdesu", "gksudo", "calife"});
constexpr auto otherMachine =
    std::to_array<std::string_view>({"ssh", "mosh", "telnet", "rsh", "rlogin", "rexec", "nc", "ncat", "netcat", "sftp",
                                     "ftp", "scp", "ansible", "autossh", "sshpass"});
constexpr auto killers = std::to_array<std::string_view>(
    {"kill", "pkill", "killall", "killall5", "skill", "snice", "xkill", "fuser", "tkill"});
constexpr auto erasers = std::to_array<std::string_view>({"shred", "srm", "wipe", "truncate", "scrub"});
constexpr auto naming = std::to_array<std::string_view>(
    {"alias", "unalias", "hash", "enable", "bind", "complete", "compgen", "shopt", "update-rc.d"});
constexpr auto declaring =
    std::to_array<std::string_view>({"export", "declare", "typeset", "local", "readonly", "read", "printf", "getopts",
                                     "mapfile", "readarray", "unset", "let"});

std::optional<Danger> dangerOfRemoval(Arguments arguments)
{
    for (const auto& word : arguments)
        if (hasLetter(word, 'r') || hasLetter(word, 'R') || isLong(word, "recursive", 1))
            return Danger{Kind::RecursiveDelete, word.source};
    // An expansion may give options too.
    for (const auto& word : arguments)
        if (!word.known && !word.glob)
            return Danger{Kind::WriteUnknown, word.source};
    return std::nullopt;
}

std::optional<Danger> dangerOfKill(std::string_view name, Arguments arguments)
{
    if (name == "fuser" && !hasLetter(arguments, "k") && !hasLong(arguments, "kill"))
        return std::nullopt;
    // Only the line's own jobs are its own.
    const auto own = [](const Word& word) {
        return word.text.starts_with('%') || word.source == "$!" || word.source == "\"$!\"" || word.source == "${!}";
    };
    if (name == "kill" && (hasText(arguments, "-l") || hasText(arguments, "-0")))
        return std::nullopt;
    if (name == "kill" && !arguments.empty() && std::ranges::all_of(arguments, [&](const Word& word) {
            return own(word) || (word.known && word.text.starts_with('-') && &word == &arguments.front() &&
                                 arguments.size() > 1 && word.text.find_first_of("123456789") != 1);
        }))
        return std::nullopt;
    return Danger{Kind::Kill, std::string(name)};
}

std::optional<Danger> dangerOfFind(Arguments arguments, const FolderPlace& place)
{
    if (hasText(arguments, "-delete"))
        return Danger{Kind::RecursiveDelete, "-delete"};
    for (std::size_t at = 0; at + 1 < arguments.size(); ++at)
        if (const auto& text = arguments[at].text;
            text == "-fprint" || text == "-fprint0" || text == "-fprintf" || text == "-fls")
            if (auto danger = dangerOfTarget(arguments[at + 1], place))
                return danger;
    return std::nullopt;
}

/// Options by which harmless programs run others.
std::optional<Danger> dangerOfRunning(std::string_view name, Arguments arguments)
{
    // tar's old way has its options in the first word, without a dash, and their values behind it.
    if (name == "tar" && !arguments.empty() &&
        (!arguments[0].known ||
         (!arguments[0].text.starts_with('-') && arguments[0].text.find_first_of("CIFP") != std::string::npos)))
        return Danger{Kind::WriteUnknown, arguments[0].source};
    for (const auto& word : arguments) {
        if (name == "tar" && (hasLetter(word, 'P') || isLong(word, "absolute-names", 3)))
            return Danger{Kind::WriteOutside, word.source};
        if (name == "tar" && (isLong(word, "checkpoint-action", 12) || isLong(word, "to-command", 4) ||
                              isLong(word, "use-compress-program", 3) || isLong(word, "info-script", 4) ||
                              isLong(word, "new-volume-script", 3) || isLong(word, "rsh-command", 3) ||
                              hasLetter(word, 'I') || hasLetter(word, 'F')))
            return Danger{Kind::RunsOthers, word.source};
        if ((name == "rsync" && (hasLetter(word, 'e') || isLong(word, "rsh", 3) || isLong(word, "rsync-path", 6))) ||
            (name == "sort" && isLong(word, "compress-program", 3)) || (name == "split" && isLong(word, "filter", 3)) ||
            (name == "make" && (isLong(word, "eval", 3) || word.text.starts_with("SHELL="))) ||
            (name == "rg" && isLong(word, "pre")) || (name == "zip" && hasLetter(word, 'T')))
            return Danger{Kind::RunsOthers, word.source};
        if (word.known && (name == "awk" || name == "gawk" || name == "mawk" || name == "nawk") &&
            (word.text.contains("system") || word.text.contains('|') || word.text.contains('>') ||
             word.text.contains("@load") || word.text.contains('`')))
            return Danger{Kind::InlineCode, word.source};
    }
    if ((name == "vi" || name == "vim" || name == "nvim" || name == "ex" || name == "emacs" || name == "ed") &&
        !arguments.empty())
        return Danger{Kind::RunsOthers, std::string(name)};
    return std::nullopt;
}

std::optional<Danger> dangerOfCode(std::string_view name, Arguments arguments)
{
    if (!isInterpreter(name))
        return std::nullopt;
    const std::string_view letters = name.starts_with("python") || name.ends_with("sh") ? "c"
                                     : name == "php"                                    ? "rRBE"
                                                                                        : "eEp";
    for (const auto& word : arguments) {
        if (!word.text.starts_with('-'))
            break;
        if (std::ranges::any_of(letters, [&](char c) { return hasLetter(word, c); }) || isLong(word, "eval", 2) ||
            isLong(word, "print", 2) || isLong(word, "command", 2))
            return Danger{Kind::InlineCode, word.source};
    }
    if (!arguments.empty() && (name == "deno" || name == "bun") && arguments[0].text == "eval")
        return Danger{Kind::InlineCode, "eval"};
    return std::nullopt;
}

std::optional<Danger> dangerOfNames(std::string_view name, Arguments arguments)
{
    if (isOneOf(name, naming))
        return Danger{Kind::Names, std::string(name)};
    if (!isOneOf(name, declaring))
        return std::nullopt;
    for (const auto& word : arguments) {
        const auto variable = std::string_view(word.text).substr(0, word.text.find_first_of("+=["));
        if (decidesWhatRuns(variable) || (word.text.contains('[') && name != "printf"))
            return Danger{Kind::Names, word.source};
    }
    if (name == "printf" && hasLetter(arguments, "v") && hasUnknown(arguments))
        return Danger{Kind::Names, "-v"};
    if ((name == "mapfile" || name == "readarray") && hasLetter(arguments, "C"))
        return Danger{Kind::RunsOthers, "-C"};
    return std::nullopt;
}

/// Text that a shell would carry out if it came to compute it: a[$(…)]
bool hidesComputation(const Word& word)
{
    return word.quoted && word.text.contains('[') && (word.text.contains("$(") || word.text.contains('`'));
}

std::optional<Danger> dangerOfProgram(std::string_view name, const ShellCommand& command, const FolderPlace& place)
{
    const auto arguments = std::span(command.words).subspan(1);
    if (isOneOf(name, otherUser))
        return Danger{Kind::OtherUser, std::string(name)};
    if (isOneOf(name, otherMachine))
        return Danger{Kind::OtherMachine, std::string(name)};
    if (isOneOf(name, systemTools) || name.starts_with("mkfs.") || name.starts_with("fsck.") ||
        name.starts_with("mount."))
        return Danger{Kind::SystemTool, std::string(name)};
    if (isOneOf(name, killers))
        return dangerOfKill(name, arguments);
    if (isOneOf(name, erasers))
        return Danger{Kind::Erase, std::string(name)};
    if (name == "rm")
        if (auto danger = dangerOfRemoval(arguments))
            return danger;
    if (name == "chmod" || name == "chown" || name == "chgrp" || name == "setfacl" || name == "chcon")
        if (hasLetter(arguments, "R") || hasLong(arguments, "recursive", 1) || hasUnknown(arguments))
            return Danger{Kind::RecursiveMode, std::string(name)};
    if (name == "rsync")
        for (const auto& word : arguments)
            if (word.text.starts_with("--del") || isLong(word, "remove-source-files", 3))
                return Danger{Kind::RecursiveDelete, word.source};
    if (name == "rsync")
        for (const auto& word : arguments)
            if (!word.text.starts_with('-') && word.text.contains(':'))
                return Danger{Kind::OtherMachine, word.source};
    if (name == "find")
        if (auto danger = dangerOfFind(arguments, place))
            return danger;
    if (name == "git")
        if (auto danger = dangerOfGit(command.words, place))
            return danger;
    if (name == "sed" || name == "gsed")
        if (auto danger = dangerOfSed(command.words))
            return danger;
    if (auto danger = dangerOfNames(name, arguments))
        return danger;
    if (auto danger = dangerOfCode(name, arguments))
        return danger;
    if (auto danger = dangerOfRunning(name, arguments))
        return danger;
    return dangerOfWriting(command.words, place);
}

} // namespace

bool decidesWhatRuns(std::string_view variable)
{
    constexpr auto names = std::to_array<std::string_view>({"PATH",
                                                            "ENV",
                                                            "BASH_ENV",
                                                            "IFS",
                                                            "SHELL",
                                                            "SHELLOPTS",
                                                            "BASHOPTS",
                                                            "PS4",
                                                            "PS0",
                                                            "PS1",
                                                            "CDPATH",
                                                            "HOME",
                                                            "TMPDIR",
                                                            "EDITOR",
                                                            "VISUAL",
                                                            "PAGER",
                                                            "MANPAGER",
                                                            "LESSOPEN",
                                                            "LESSCLOSE",
                                                            "BROWSER",
                                                            "CC",
                                                            "CXX",
                                                            "LD",
                                                            "MAKEFLAGS",
                                                            "MAKEFILES",
                                                            "NODE_OPTIONS",
                                                            "NODE_PATH",
                                                            "CLASSPATH",
                                                            "JAVA_TOOL_OPTIONS",
                                                            "_JAVA_OPTIONS",
                                                            "JDK_JAVA_OPTIONS",
                                                            "GCONV_PATH",
                                                            "TERMINFO",
                                                            "GOFLAGS",
                                                            "RUSTC",
                                                            "RUSTFLAGS",
                                                            "XDG_CONFIG_HOME",
                                                            "http_proxy",
                                                            "https_proxy",
                                                            "all_proxy",
                                                            "FPATH",
                                                            "ZDOTDIR",
                                                            "AWKPATH",
                                                            "LUA_PATH",
                                                            "LUA_CPATH",
                                                            "LUA_INIT",
                                                            "PHPRC",
                                                            "OPENSSL_CONF",
                                                            "SSH_ASKPASS",
                                                            "SUDO_ASKPASS",
                                                            "TAR_OPTIONS",
                                                            "GREP_OPTIONS",
                                                            "RIPGREP_CONFIG_PATH",
                                                            "CURL_HOME",
                                                            "WGETRC",
                                                            "SSLKEYLOGFILE",
                                                            "BASH_LOADABLES_PATH",
                                                            "PROMPT_COMMAND",
                                                            "HISTFILE",
                                                            "OLDPWD",
                                                            "PWD"});
    return isOneOf(variable, names) || variable.starts_with("LD_") || variable.starts_with("DYLD_") ||
           variable.starts_with("GIT_") || variable.starts_with("PYTHON") || variable.starts_with("PERL") ||
           variable.starts_with("RUBY") || variable.starts_with("BASH_FUNC") || variable.starts_with("npm_config_") ||
           variable.starts_with("NPM_CONFIG_") || variable.starts_with("PIP_") || variable.starts_with("CARGO_") ||
           variable.starts_with("GEM_") || variable.ends_with("_PROXY") || variable.ends_with("_WRAPPER") ||
           variable.ends_with("_COMMAND") || variable.ends_with("_ASKPASS") || variable.ends_with("_PRELOAD");
}

bool runsByItself(std::string_view path)
{
    constexpr auto names =
        std::to_array<std::string_view>({".git", ".gitmodules", ".husky", ".vscode", ".idea", ".devcontainer",
                                         ".devcontainer.json", ".envrc", ".kalpana", ".github"});
    for (std::size_t at = 0; at <= path.size();) {
        const auto end = std::min(path.size(), path.find('/', at));
        // Case counts for nothing: on some file systems .GIT is .git.
        std::string name(path.substr(at, end - at));
        std::ranges::transform(name, name.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        if (isOneOf(name, names))
            return true;
        at = end + 1;
    }
    return false;
}

std::optional<Danger> dangerOf(const ShellCommand& command, const FolderPlace& place)
{
    for (const auto& assignment : command.assignments)
        if (decidesWhatRuns(assignment.name) || hidesComputation(assignment.value))
            return Danger{Kind::Names, assignment.name};
    for (const auto& word : command.words)
        if (hidesComputation(word) && !command.wraps)
            return Danger{Kind::InlineCode, word.source};
    if (auto danger = dangerOfRedirections(command, place))
        return danger;
    if (command.words.empty() || !command.words[0].known)
        return std::nullopt;
    return dangerOfProgram(baseName(command.words[0].text), command, place);
}

} // namespace kalpana::permissions
