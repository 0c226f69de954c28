#pragma once

#include "core/permissions/shell_parser.h"

namespace kalpana::permissions {

/// The parser's state: a place in the text, the levels around it, and what was found. Recursive by level, at most
/// deepestNesting. After a problem each function returns at once, and what it returns is nothing.
class ShellReader final {
public:
    ShellReader(std::string_view text, std::vector<Step> from, ParsedLine& result)
        : m_text(text), m_path(std::move(from)), m_result(result)
    {
    }

    /// The whole text as a command line.
    void readLine(bool readsPipe);
    /// The whole text as that of a here-document in which expansions are carried out. What is left of it.
    Word readHereText();

private:
    struct Pending {         ///< A here-document that begins after this line.
        std::size_t command; ///< Its place among the result's commands, once it stands there.
        std::size_t redirection;
        std::string delimiter;
        bool quoted;
        bool tabs;
    };

    // shell_grammar.cpp
    std::string readList(bool piped);
    std::string readPipeline(bool piped);
    std::string readCommand(bool piped);
    void readSubshell(bool piped);
    void readSimple(ShellCommand command, std::optional<Word> first);
    bool readRedirection(ShellCommand& command);
    void readCompoundRedirections(std::size_t firstCommand);
    void readCompound(const std::string& keyword, bool piped);
    void readIf(bool piped);
    void readFor(bool piped);
    void readCase(bool piped);
    void readNamedFunction();
    void readFunctionBody();
    /// A list up to one of the words; which one it was.
    std::string readUntil(bool piped, std::initializer_list<std::string_view> ends);
    void readArray(Word& word);
    void newline();
    void readHereDocuments();
    void skipBlanks();
    void skipBlanksAndNewlines();
    void add(ShellCommand command);

    // shell_words.cpp
    Word readWord();
    void readSingleQuotes(Word& word);
    void readDoubleQuotes(Word& word);
    void readDollar(Word& word, bool inDouble);
    void readParameter(bool inDouble);
    void readArithmetic();
    void readBackquotes(bool inDouble);
    void readSubstitution(Step::Kind kind);

    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }
    [[nodiscard]] bool startsWith(std::string_view token) const { return m_text.substr(m_at).starts_with(token); }
    [[nodiscard]] bool failed() const { return m_result.problem.has_value(); }
    void fail(ParseProblem::Kind kind);
    /// Enters a level for as long as it lives.
    class Level;

    std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<Step> m_path;
    ParsedLine& m_result;
    std::vector<Pending> m_pending;
    std::size_t m_pendingFloor = 0; ///< Those before it belong to a level outside, where they can't be read.
};

class ShellReader::Level final {
public:
    Level(ShellReader& reader, Step::Kind kind)
        : m_reader(reader), m_floor(reader.m_pendingFloor),
          m_apart(kind == Step::Kind::Substitution || kind == Step::Kind::ProcessSubstitution)
    {
        reader.m_path.push_back({kind});
        if (m_apart)
            reader.m_pendingFloor = reader.m_pending.size();
        if (reader.m_path.size() > deepestNesting)
            reader.fail(ParseProblem::Kind::TooLarge);
    }
    ~Level()
    {
        if (m_apart && m_reader.m_pending.size() > m_reader.m_pendingFloor)
            m_reader.fail(ParseProblem::Kind::Unsupported); // its text would stand outside
        m_reader.m_path.pop_back();
        m_reader.m_pendingFloor = m_floor;
    }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

private:
    ShellReader& m_reader;
    std::size_t m_floor;
    bool m_apart; ///< A here-document does not begin within and stand without.
};

} // namespace kalpana::permissions
