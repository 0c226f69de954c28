#include "core/permissions/wrappers.h"

#include <algorithm>
#include <array>

namespace kalpana::permissions {

namespace {

// sudo(8), doas(1), env(1), nice(1), nohup(1), timeout(1), xargs(1), watch(1), time(1), bash(1), stdbuf(1), setsid(1),
// ionice(1), chrt(1), taskset(1), busybox
constexpr std::array wrappers{
    Wrapper{.name = "sudo",
            .flags = "AbBEeHikKlnNPSsvV",
            .values = "aCcDghpRrTtUu",
            .longFlags = " askpass background bell preserve-env edit set-home login remove-timestamp reset-timestamp "
                         "list non-interactive preserve-groups stdin shell validate ",
            .longValues = " auth-type close-from login-class chdir group host prompt chroot role command-timeout type "
                          "other-user user ",
            .assignments = true},
    Wrapper{.name = "doas", .flags = "Lns", .values = "aCu", .longFlags = "", .longValues = ""},
    Wrapper{.name = "env",
            .flags = "i0v",
            .values = "u",
            .longFlags = " ignore-environment null debug ",
            .longValues = " unset ",
            .assignments = true},
    Wrapper{.name = "nice", .flags = "0123456789", .values = "n", .longFlags = "", .longValues = " adjustment "},
    Wrapper{.name = "nohup", .flags = "", .values = "", .longFlags = "", .longValues = ""},
    Wrapper{.name = "timeout",
            .flags = "fpv",
            .values = "ks",
            .longFlags = " foreground preserve-status verbose ",
            .longValues = " kill-after signal ",
            .operands = 1},
    Wrapper{.name = "xargs",
            .flags = "0oprtxeil",
            .values = "adEILnPs",
            .longFlags = " null open-tty interactive no-run-if-empty verbose exit show-limits ",
            .longValues = " arg-file delimiter max-lines max-args max-procs max-chars process-slot-var "},
    Wrapper{.name = "watch",
            .flags = "bcCdegptwx",
            .values = "nq",
            .longFlags = " beep color no-color differences errexit chgexit precise no-title no-wrap exec ",
            .longValues = " interval equexit ",
            .text = true},
    Wrapper{.name = "time",
            .flags = "apqvV",
            .values = "f",
            .longFlags = " append portability quiet verbose ",
            .longValues = " format "},
    Wrapper{.name = "command", .flags = "pvV", .values = "", .longFlags = "", .longValues = "", .noRun = "vV"},
    Wrapper{.name = "builtin", .flags = "", .values = "", .longFlags = "", .longValues = ""},
    Wrapper{.name = "exec", .flags = "cl", .values = "a", .longFlags = "", .longValues = ""},
    Wrapper{.name = "stdbuf", .flags = "", .values = "ioe", .longFlags = "", .longValues = " input output error "},
    Wrapper{.name = "setsid", .flags = "cfw", .values = "", .longFlags = " ctty fork wait ", .longValues = ""},
    Wrapper{.name = "ionice", .flags = "t", .values = "cn", .longFlags = " ignore ", .longValues = " class classdata "},
    Wrapper{.name = "chrt", .flags = "abfiorvR", .values = "TPD", .longFlags = "", .longValues = "", .operands = 1},
    Wrapper{.name = "taskset", .flags = "ac", .values = "", .longFlags = "", .longValues = "", .operands = 1},
    Wrapper{.name = "busybox", .flags = "", .values = "", .longFlags = "", .longValues = ""},
    Wrapper{.name = "toybox", .flags = "", .values = "", .longFlags = "", .longValues = ""},
    Wrapper{.name = "eval", .flags = "", .values = "", .longFlags = "", .longValues = "", .text = true},
};

bool isAmong(std::string_view list, std::string_view word)
{
    const auto at = list.find(word);
    return at != std::string_view::npos && !word.empty() && !word.contains(' ') && at > 0 && list[at - 1] == ' ' &&
           list[at + word.size()] == ' ';
}

} // namespace

const Wrapper* findWrapper(std::string_view name)
{
    const auto found = std::ranges::find(wrappers, name, &Wrapper::name);
    return found == wrappers.end() ? nullptr : &*found;
}

std::optional<Wrapped> findWrapped(const Wrapper& wrapper, const std::vector<Word>& words)
{
    bool runs = true;
    std::size_t at = 1;
    for (; at < words.size(); ++at) {
        const auto& word = words[at];
        if (!word.known)
            return std::nullopt;
        const std::string_view text = word.text;
        if (text == "--") {
            ++at;
            break;
        }
        if (text.size() < 2 || text[0] != '-') {
            if (text == "-" && wrapper.name == "env")
                continue;
            break;
        }
        if (text[1] == '-') {
            const auto name = text.substr(2, text.find('=') == text.npos ? text.npos : text.find('=') - 2);
            const bool hasValue = text.contains('=');
            if (isAmong(wrapper.longValues, name))
                at += hasValue ? 0 : 1;
            else if (!isAmong(wrapper.longFlags, name))
                return std::nullopt;
            continue;
        }
        for (std::size_t letter = 1; letter < text.size(); ++letter) {
            runs = runs && !wrapper.noRun.contains(text[letter]);
            if (wrapper.values.contains(text[letter])) {
                if (letter + 1 == text.size())
                    ++at;
                break;
            }
            if (!wrapper.flags.contains(text[letter]))
                return std::nullopt;
            // xargs -e, -i and -l have an optional value, which is the rest of the word
            if (wrapper.name == "xargs" && std::string_view("eil").contains(text[letter]))
                break;
        }
    }
    std::size_t operands = wrapper.operands;
    for (; at < words.size(); ++at) {
        if (!words[at].known)
            return words[at].glob ? std::nullopt : std::optional(Wrapped{at, runs});
        if (wrapper.assignments && words[at].text.contains('=') && words[at].text.find('=') > 0)
            continue;
        if (operands == 0)
            break;
        --operands;
    }
    return Wrapped{std::min(at, words.size()), runs};
}

} // namespace kalpana::permissions
