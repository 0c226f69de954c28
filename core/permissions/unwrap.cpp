#include "core/permissions/unwrap.h"

#include "core/permissions/command_pattern.h"
#include "core/permissions/shell_parser.h"
#include "core/permissions/words.h"
#include "core/permissions/wrappers.h"

#include <array>
#include <span>

namespace kalpana::permissions {

namespace {

using Words = std::vector<Word>;

constexpr std::size_t mostTextWithin = 16 * longestLine;

constexpr std::array<std::string_view, 7> shells{"sh", "bash", "dash", "ash", "zsh", "ksh", "mksh"};
constexpr std::array<std::string_view, 16> interpreters{"python", "python2", "python3", "perl", "ruby", "node",
                                                        "nodejs", "php",     "lua",     "fish", "csh",  "tcsh",
                                                        "pwsh",   "Rscript", "deno",    "bun"};
// What they run stands in their arguments, in ways of their own.
constexpr std::array<std::string_view, 53> runners{"parallel",    "script",
                                                   "strace",      "ltrace",
                                                   "gdb",         "lldb",
                                                   "flock",       "unshare",
                                                   "nsenter",     "chroot",
                                                   "proot",       "fakeroot",
                                                   "firejail",    "bwrap",
                                                   "unbuffer",    "expect",
                                                   "socat",       "ssh-agent",
                                                   "xvfb-run",    "screen",
                                                   "systemd-run", "daemonize",
                                                   "cgexec",      "prlimit",
                                                   "setarch",     "linux32",
                                                   "linux64",     "setpriv",
                                                   "capsh",       "coproc",
                                                   "tmux",        "at",
                                                   "batch",       "entr",
                                                   "torsocks",    "runcon",
                                                   "proxychains", "chpst",
                                                   "setuidgid",   "softlimit",
                                                   "su-exec",     "numactl",
                                                   "rlwrap",      "valgrind",
                                                   "perf",        "dbus-run-session",
                                                   "hyperfine",   "faketime",
                                                   "caffeinate",  "run-parts",
                                                   "rbash",       "start-stop-daemon",
                                                   "pdsh"};

Word unknownWord()
{
    return {.source = "…", .known = false};
}

/// The words, with those that hold the mark not known any more: another text takes its place.
Words replaced(std::span<const Word> words, std::string_view mark)
{
    Words result(words.begin(), words.end());
    for (auto& word : result)
        if (word.text.contains(mark))
            word.known = false;
    return result;
}

bool isInput(const Word& file)
{
    return !file.known || file.text == "-" || file.text == "/dev/stdin" || file.text.starts_with("/dev/fd/") ||
           file.text.starts_with("/proc/");
}

/// The text that a here-document or here-string gives as input; nullptr: something else is, or nothing.
const Word* inputText(const ShellCommand& command)
{
    const Word* text = nullptr;
    for (const auto& redirection : command.redirections)
        if (redirection.op.starts_with('<'))
            text = redirection.op.starts_with("<<") ? &redirection.target : nullptr;
    return text != nullptr && text->known ? text : nullptr;
}

class Unwrapping final {
public:
    explicit Unwrapping(ParsedLine& line) : m_line(line) {}

    void run()
    {
        auto commands = std::move(m_line.commands);
        m_line.commands.clear();
        for (auto& command : commands)
            visit(std::move(command));
    }

private:
    void visit(ShellCommand command)
    {
        if (m_line.commands.size() >= mostCommands || command.from.size() > deepestNesting + 1) {
            fail({ParseProblem::Kind::TooLarge, 0});
            return;
        }
        const auto place = m_line.commands.size();
        m_line.commands.push_back(command);
        if (command.words.empty())
            return;
        if (!command.words[0].known) {
            m_line.commands[place].doubt = Doubt::Name;
            return;
        }
        m_place = place;
        const auto name = baseName(command.words[0].text);
        if (const auto* wrapper = findWrapper(name))
            visitWrapper(command, *wrapper);
        else if (isShell(name))
            visitShell(command);
        else if (name == "find")
            visitFind(command);
        else if (name == "trap")
            visitTrap(command);
        else if (name == "." || name == "source")
            doubtIf(command.words.size() < 2 || isInput(command.words[1]), Doubt::Input);
        else if (isInterpreter(name))
            visitInterpreter(command);
        else if (isOneOf(name, runners) || name.starts_with("ld-linux") || name.starts_with("ld.so"))
            m_line.commands[place].doubt = Doubt::RunsOthers;
    }

    void doubtIf(bool condition, Doubt doubt)
    {
        if (condition)
            m_line.commands[m_place].doubt = doubt;
    }

    void fail(const ParseProblem& problem)
    {
        if (!m_line.problem)
            m_line.problem = problem;
    }

    static ShellCommand within(const ShellCommand& outer, Words words)
    {
        auto inner = outer;
        inner.words = std::move(words);
        inner.from.push_back({Step::Kind::Wrapper, std::string(baseName(outer.words[0].text))});
        return inner;
    }

    void visitText(const ShellCommand& outer, std::string_view text, bool readsPipe)
    {
        m_line.commands[m_place].wraps = true;
        m_textWithin += text.size();
        if (m_textWithin > mostTextWithin) {
            fail({ParseProblem::Kind::TooLarge, 0});
            return;
        }
        auto from = outer.from;
        from.push_back({Step::Kind::ShellText, std::string(baseName(outer.words[0].text))});
        auto parsed = parseShellWithin(text, from, readsPipe);
        if (parsed.problem)
            fail(*parsed.problem);
        for (auto& command : parsed.commands) {
            command.assignments.insert(command.assignments.begin(), outer.assignments.begin(), outer.assignments.end());
            visit(std::move(command));
        }
    }

    void visitJoined(const ShellCommand& outer, std::span<const Word> words)
    {
        std::string text;
        for (const auto& word : words) {
            if (!word.known) {
                doubtIf(true, Doubt::Text);
                return;
            }
            text += (text.empty() ? "" : " ") + word.text;
        }
        visitText(outer, text, outer.readsPipe);
    }

    void visitWrapper(const ShellCommand& command, const Wrapper& wrapper)
    {
        const auto wrapped = findWrapped(wrapper, command.words);
        if (!wrapped) {
            doubtIf(true, Doubt::Options);
            return;
        }
        const auto options = std::span(command.words).first(wrapped->begin).subspan(1);
        auto rest = std::span(command.words).subspan(wrapped->begin);
        if (!wrapped->runs || (rest.empty() && wrapper.name != "xargs")) {
            doubtIf(wrapper.name == "sudo" || wrapper.name == "doas", Doubt::Input); // a shell of another user
            return;
        }
        if (wrapper.text && !(wrapper.name == "watch" && (hasLetter(options, "x") || hasLong(options, "exec")))) {
            visitJoined(command, rest);
            return;
        }
        m_line.commands[m_place].wraps = true;
        auto inner = within(command, Words(rest.begin(), rest.end()));
        if (wrapper.assignments)
            for (const auto& word : options)
                if (word.known && !word.text.starts_with('-') && word.text.contains('='))
                    inner.assignments.push_back({word.text.substr(0, word.text.find('=')), word});
        if (wrapper.name == "xargs") {
            if (rest.empty())
                inner.words = {{.text = "echo", .source = "echo"}};
            if (const auto mark = markOfXargs(options); !mark.empty())
                inner.words = replaced(inner.words, mark);
            else
                inner.words.push_back(unknownWord());
            inner.readsPipe = true;
        }
        visit(std::move(inner));
    }

    /// What -I, -i or --replace name; empty: the arguments come last.
    static std::string markOfXargs(std::span<const Word> options)
    {
        for (std::size_t at = 0; at < options.size(); ++at) {
            const auto& text = options[at].text;
            if (text.starts_with("--") || !text.starts_with('-'))
                continue;
            const auto letter = text.find_first_of("Ii", 1);
            if (letter == std::string::npos)
                continue;
            if (letter + 1 < text.size())
                return text.substr(letter + 1);
            return text[letter] == 'i' || at + 1 >= options.size() ? "{}" : options[at + 1].text;
        }
        return {};
    }

    void visitShell(const ShellCommand& command)
    {
        bool text = false;
        bool input = false;
        std::size_t at = 1;
        for (; at < command.words.size(); ++at) {
            const auto& word = command.words[at];
            if (!word.known)
                break;
            if (word.text == "--" || word.text == "-") {
                ++at;
                break;
            }
            if (word.text.size() < 2 || (word.text[0] != '-' && word.text[0] != '+'))
                break;
            if (word.text == "--norc" || word.text == "--noprofile" || word.text == "--posix" || word.text == "--login")
                continue;
            for (const char letter : std::string_view(word.text).substr(1)) {
                if (!std::string_view("abcefhiklmnoprstuvxBCEHPT").contains(letter)) {
                    doubtIf(true, Doubt::Options);
                    return;
                }
                text = text || letter == 'c';
                input = input || letter == 's';
            }
            if (word.text.contains('o'))
                ++at;
        }
        if (text) {
            if (at >= command.words.size() || !command.words[at].known)
                doubtIf(true, Doubt::Text);
            else
                visitText(command, std::string(command.words[at].text), command.readsPipe);
            return;
        }
        if (at < command.words.size() && !input) {
            doubtIf(isInput(command.words[at]), Doubt::Input);
            return;
        }
        if (const auto* given = inputText(command))
            visitText(command, std::string(given->text), false);
        else
            doubtIf(true, Doubt::Input);
    }

    void visitInterpreter(const ShellCommand& command)
    {
        const auto arguments = std::span(command.words).subspan(1);
        const bool hasProgram = std::ranges::any_of(arguments, [](const Word& word) {
            return (word.known && word.text != "-") && (!word.text.starts_with('-') || word.text.contains("ersion"));
        });
        const bool hasInput =
            command.readsPipe || std::ranges::any_of(command.redirections, [](const auto& redirection) {
                return redirection.op.starts_with('<');
            });
        doubtIf(hasText(arguments, "-") || hasText(arguments, "/dev/stdin") || (!hasProgram && hasInput), Doubt::Input);
        doubtIf(!arguments.empty() && !arguments[0].known && !arguments[0].glob, Doubt::Text);
    }

    void visitFind(const ShellCommand& command)
    {
        const auto& words = command.words;
        if (hasUnknown(std::span(words).subspan(1)))
            doubtIf(true, Doubt::Options);
        const auto place = m_place;
        for (std::size_t at = 1; at < words.size(); ++at) {
            const auto& text = words[at].text;
            if (!words[at].known || (text != "-exec" && text != "-execdir" && text != "-ok" && text != "-okdir"))
                continue;
            const auto begin = at + 1;
            while (++at < words.size() && words[at].text != ";" &&
                   !(words[at].text == "+" && words[at - 1].text.contains("{}"))) {
            }
            if (begin >= at)
                continue;
            auto inner = within(command, replaced(std::span(words).subspan(begin, at - begin), "{}"));
            inner.redirections.clear();
            visit(std::move(inner));
            m_place = place;
        }
    }

    void visitTrap(const ShellCommand& command)
    {
        std::size_t at = 1;
        if (at < command.words.size() && command.words[at].known && command.words[at].text == "--")
            ++at;
        if (at >= command.words.size())
            return;
        const auto& action = command.words[at];
        if (!action.known)
            doubtIf(true, Doubt::Text);
        else if (!action.text.empty() && !action.text.starts_with('-') && at + 1 < command.words.size())
            visitText(command, std::string(action.text), true);
    }

    ParsedLine& m_line;
    std::size_t m_place = 0; ///< Of the command being looked at, among the line's.
    std::size_t m_textWithin = 0;
};

} // namespace

bool isShell(std::string_view name)
{
    return isOneOf(name, shells);
}

bool isInterpreter(std::string_view name)
{
    return isOneOf(name, interpreters) || name.starts_with("python3.") || name.starts_with("perl5.");
}

void unwrap(ParsedLine& line)
{
    Unwrapping(line).run();
}

} // namespace kalpana::permissions
