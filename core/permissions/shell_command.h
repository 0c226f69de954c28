#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kalpana::permissions {

// What a command line says, as values. All text is UTF-8 bytes.

/// One word of a command after the shell has removed its quotes.
struct Word {
    std::string text = {};   ///< What the program gets, where it is known; else what is certain of it.
    std::string source = {}; ///< As it was written.
    bool known = true;       ///< False: an expansion decides, and it may even be several words or none.
    bool glob = false;       ///< An unquoted * ? or [ stands in it; then it is not known either.
    bool tilde = false;      ///< It begins with an unquoted ~: a home folder.
    bool quoted = false;
};

struct Assignment {
    std::string name;
    Word value;
};

struct Redirection {
    std::string op; ///< "<", ">", ">>", ">|", "<>", "<&", ">&", "&>", "&>>", "<<", "<<<"
    Word target;    ///< Of "<<": the text, which is known where nothing is expanded in it.
    [[nodiscard]] bool writes() const { return op.contains('>'); }
};

/// A level between the line and a command in it.
struct Step {
    enum class Kind : std::uint8_t {
        Pipeline,
        Subshell,
        Group,
        Substitution,        ///< $(…)
        Backquotes,          ///< `…`
        ProcessSubstitution, ///< <(…) or >(…)
        Function,
        If,
        Loop,
        Case,
        HereDocument, ///< A substitution in it, or its text where a shell reads it.
        Wrapper,      ///< sudo, env, xargs …; detail is its name
        ShellText,    ///< The text given to sh -c, eval, trap or watch; detail is its name
    };
    Kind kind;
    std::string detail = {};
    bool operator==(const Step&) const = default;
};

/// Why a command can't be judged by its words.
enum class Doubt : std::uint8_t {
    Name,       ///< What would be run is the result of an expansion.
    Text,       ///< The text that a shell would run is not known.
    Input,      ///< A shell or an interpreter reads what it runs from its input, or from another program.
    Options,    ///< A wrapper (sudo, env, xargs …) has options that are not known here.
    RunsOthers, ///< The program runs others, by arguments that are not looked into.
};

/// A program or builtin with its words; one without words is an assignment or a redirection alone.
struct ShellCommand {
    std::vector<Assignment> assignments = {};
    std::vector<Word> words = {};
    std::vector<Redirection> redirections = {};
    std::vector<Step> from = {}; ///< From the line inwards.
    bool readsPipe = false;      ///< Its input is another command's output.
    bool wraps = false;          ///< What it runs follows as a command of its own.
    std::optional<Doubt> doubt = {};

    /// The command's words as they were written, for people.
    [[nodiscard]] std::string text() const;
};

/// What could not be understood; the line is to be asked about.
struct ParseProblem {
    enum class Kind : std::uint8_t {
        Unfinished,       ///< A quote, a substitution or a here-document does not end.
        Unexpected,       ///< The shell's grammar does not allow what stands there.
        Unsupported,      ///< Shells differ there, or it computes what to run.
        HiddenCharacters, ///< Control characters, or those that turn or hide text.
        TooLarge,         ///< Too long, too deep or too many commands.
    };
    Kind kind = Kind::Unexpected;
    std::size_t at = 0; ///< Byte in the text being read.
};

struct ParsedLine {
    std::vector<ShellCommand> commands; ///< With those in substitutions, which stand before what uses them.
    std::optional<ParseProblem> problem;
    bool endsInComment = false;
};

} // namespace kalpana::permissions
