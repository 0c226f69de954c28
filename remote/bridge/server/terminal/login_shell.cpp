#include "remote/bridge/server/terminal/login_shell.h"

#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/split.h"

#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

bool letsSomebodyIn(const std::string& shell)
{
    return shell.starts_with('/') && !shell.ends_with("/nologin") && !shell.ends_with("/false") &&
           ::access(shell.c_str(), X_OK) == 0;
}

/// The last field of the user's line (passwd(5)). Not by getpwuid(3): a static program can't load what that may need.
std::string shellInPasswd()
{
    const auto user = std::to_string(::geteuid());
    const auto passwd = readSmallFile("/etc/passwd", 1U << 20U);
    for (const auto line : split(passwd, '\n')) {
        const auto fields = split(line, ':');
        if (fields.size() == 7 && fields[2] == user)
            return std::string(fields[6]);
    }
    return {};
}

} // namespace

std::vector<std::string> loginShell(const Environment& environment)
{
    auto shell = environment.value("SHELL");
    if (!letsSomebodyIn(shell))
        shell = shellInPasswd();
    if (!letsSomebodyIn(shell))
        shell = "/bin/sh";
    return {shell, "-l"};
}

Environment terminalEnvironment()
{
    auto environment = Environment::own();
    for (const auto* name : {"COLUMNS", "LINES", "SHLVL", "STY", "TERMCAP", "TERM_PROGRAM", "TERM_PROGRAM_VERSION",
                             "TMUX", "TMUX_PANE", "WINDOW", "WINDOWID"})
        environment.unset(name);
    environment.set("TERM", "xterm-256color");
    environment.set("COLORTERM", "truecolor");
    return environment;
}

} // namespace kalpana::bridge::server
