#include "core/permissions/command_pattern.h"
#include "core/permissions/danger.h"
#include "core/permissions/words.h"

#include <array>

namespace kalpana::permissions {

namespace {

using Kind = Danger::Kind;
using Arguments = std::span<const Word>;

/// Programs that write what their operands name, with the letters and long options that have a value of their own.
struct Writer {
    enum class Which : std::uint8_t { All, Last, None };
    std::string_view name;
    Which which = Which::All;
    std::string_view values = {};
    std::string_view targets = {}; ///< Letters whose value is written.
    std::array<std::string_view, 2> longTargets = {};
    std::string_view when = {}; ///< Writes only with one of these letters.
};

using enum Writer::Which;
constexpr std::array writers{
    Writer{.name = "rm"},
    Writer{.name = "rmdir"},
    Writer{.name = "unlink"},
    Writer{.name = "touch", .values = "dtr"},
    Writer{.name = "mkdir", .values = "m"},
    Writer{.name = "mkfifo", .values = "m"},
    Writer{.name = "mktemp", .which = None, .targets = "p"},
    Writer{.name = "tee"},
    Writer{.name = "truncate", .values = "sr"},
    Writer{.name = "chmod"},
    Writer{.name = "chown"},
    Writer{.name = "chgrp"},
    Writer{.name = "mv", .values = "S", .targets = "t", .longTargets = {"target-directory"}},
    Writer{.name = "cp", .which = Last, .values = "S", .targets = "t", .longTargets = {"target-directory"}},
    Writer{.name = "ln", // what it leads to will be written through it
           .which = All,
           .values = "S",
           .targets = "t",
           .longTargets = {"target-directory"}},
    Writer{.name = "install", .which = Last, .values = "gmoS", .targets = "t", .longTargets = {"target-directory"}},
    Writer{.name = "rsync", .which = Last, .values = "efT"},
    Writer{.name = "scp", .which = Last, .values = "cFiJloPS"},
    Writer{.name = "sed", .values = "efl", .when = "i"},
    Writer{.name = "curl", .which = None, .targets = "oDc", .longTargets = {"output", "output-dir"}},
    Writer{.name = "wget", .which = None, .targets = "OPoa", .longTargets = {"output-document", "directory-prefix"}},
    Writer{.name = "tar", .which = None, .targets = "fC", .longTargets = {"directory", "file"}},
    Writer{.name = "unzip", .which = None, .targets = "d"},
    Writer{.name = "patch", .which = None, .targets = "do", .longTargets = {"directory", "output"}},
    Writer{.name = "sort", .which = None, .targets = "o", .longTargets = {"output"}},
    Writer{.name = "gcc", .which = None, .targets = "o"},
    Writer{.name = "g++", .which = None, .targets = "o"},
    Writer{.name = "clang", .which = None, .targets = "o"},
    Writer{.name = "cc", .which = None, .targets = "o"},
    Writer{.name = "split", .which = None},
};

std::string_view valueOfLong(const Word& word)
{
    const auto equals = word.text.find('=');
    return equals == std::string::npos ? std::string_view() : std::string_view(word.text).substr(equals + 1);
}

std::optional<Danger> dangerOf(std::string_view value, const Word& word, const FolderPlace& place)
{
    auto target = word;
    target.text = value;
    return dangerOfTarget(target, place);
}

} // namespace

std::optional<Danger> dangerOfTarget(const Word& target, const FolderPlace& place)
{
    if (!target.known && !target.glob)
        return Danger{Kind::WriteUnknown, target.source};
    const auto path = cleanPath(target.text);
    constexpr std::array<std::string_view, 5> harmless{"/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty",
                                                       "/dev/zero"};
    if (isOneOf(path, harmless) && !target.tilde)
        return std::nullopt;
    if (path == "/dev" || path.starts_with("/dev/"))
        return Danger{Kind::Device, target.source};
    switch (place.where(target)) {
    case FolderPlace::Where::Outside:
        return Danger{Kind::WriteOutside, target.source};
    case FolderPlace::Where::Unknown:
        return Danger{Kind::WriteUnknown, target.source};
    case FolderPlace::Where::Inside:
        break;
    }
    if (runsByItself(target.text) || std::ranges::any_of(place.inside(target.text), runsByItself))
        return Danger{Kind::SelfRunning, target.source};
    return std::nullopt;
}

std::optional<Danger> dangerOfRedirections(const ShellCommand& command, const FolderPlace& place)
{
    for (const auto& redirection : command.redirections) {
        const auto& target = redirection.target;
        if (redirection.op == ">&" || redirection.op == "<&") {
            if (target.known &&
                (target.text == "-" || target.text.find_first_not_of("0123456789-") == std::string::npos))
                continue; // another channel
            if (redirection.op == "<&" && target.known)
                continue;
        }
        if (!redirection.writes()) {
            if (target.known && (target.text.starts_with("/dev/tcp/") || target.text.starts_with("/dev/udp/")))
                return Danger{Kind::OtherMachine, target.source};
            continue;
        }
        if (target.source.starts_with(">(")) // what runs there stands by itself
            continue;
        if (auto danger = dangerOfTarget(target, place))
            return danger;
    }
    return std::nullopt;
}

std::optional<Danger> dangerOfWriting(const std::vector<Word>& words, const FolderPlace& place)
{
    const auto writer = std::ranges::find(writers, baseName(words[0].text), &Writer::name);
    if (writer == writers.end())
        return std::nullopt;
    const auto arguments = std::span(words).subspan(1);
    if (!writer->when.empty() && !hasLetter(arguments, writer->when) && !hasLong(arguments, "in-place", 2))
        return std::nullopt;
    std::vector<const Word*> operands;
    bool options = true;
    for (std::size_t at = 0; at < arguments.size(); ++at) {
        const auto& word = arguments[at];
        if (!options || word.text.size() < 2 || word.text[0] != '-' || !word.known) {
            operands.push_back(&word);
            continue;
        }
        if (word.text == "--") {
            options = false;
            continue;
        }
        if (word.text.starts_with("--")) {
            for (const auto target : writer->longTargets) {
                if (target.empty() || !isLong(word, target))
                    continue;
                const bool joined = word.text.contains('=');
                if (joined || at + 1 < arguments.size())
                    if (auto danger =
                            joined ? dangerOf(valueOfLong(word), word, place) : dangerOfTarget(arguments[++at], place))
                        return danger;
                break;
            }
            continue;
        }
        for (std::size_t letter = 1; letter < word.text.size(); ++letter) {
            const bool target = writer->targets.contains(word.text[letter]);
            if (!target && !writer->values.contains(word.text[letter]))
                continue;
            if (letter + 1 < word.text.size()) {
                if (auto danger =
                        target ? dangerOf(std::string_view(word.text).substr(letter + 1), word, place) : std::nullopt)
                    return danger;
            } else if (at + 1 < arguments.size()) {
                ++at;
                if (auto danger = target ? dangerOfTarget(arguments[at], place) : std::nullopt)
                    return danger;
            }
            break;
        }
    }
    if (writer->which == None)
        return std::nullopt;
    if (writer->which == Last && operands.size() > 1)
        operands.erase(operands.begin(), operands.end() - 1);
    const bool mode = writer->name.starts_with("ch") ||
                      (writer->name == "sed" && writer->values.contains('e') && !hasLetter(arguments, "e"));
    for (std::size_t at = mode && operands.size() > 1 ? 1 : 0; at < operands.size(); ++at)
        if (auto danger = dangerOfTarget(*operands[at], place))
            return danger;
    return std::nullopt;
}

} // namespace kalpana::permissions
