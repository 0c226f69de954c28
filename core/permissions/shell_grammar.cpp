#include "core/permissions/shell_reader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kalpana::permissions {

namespace {

using Kind = ParseProblem::Kind;

constexpr std::array<std::string_view, 8> terminators{"then", "elif", "else", "fi", "do", "done", "esac", "}"};
constexpr std::array<std::string_view, 7> beginnings{"if", "while", "until", "for", "case", "{", "function"};
// Of bash; where sh knows them not, something else would be run.
constexpr std::array<std::string_view, 2> unsupported{"select", "coproc"};

template <typename List>
bool has(const List& list, std::string_view word)
{
    return std::ranges::find(list, word) != std::end(list);
}

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Where the value begins in NAME=value or NAME+=value; 0: it is none.
std::size_t valueOfAssignment(std::string_view source)
{
    if (source.empty() || !isNameStart(source[0]))
        return 0;
    std::size_t at = 1;
    while (at < source.size() && (isNameStart(source[at]) || isDigit(source[at])))
        ++at;
    if (at + 1 < source.size() && source[at] == '+' && source[at + 1] == '=')
        return at + 2;
    return at < source.size() && source[at] == '=' ? at + 1 : 0;
}

/// NAME[…]=: what stands in the brackets is computed, and that may run something.
bool assignsElement(std::string_view source)
{
    const auto bracket = source.find('[');
    return bracket != 0 && bracket != std::string_view::npos && isNameStart(source[0]) &&
           (source.contains("]=") || source.contains("]+=")) &&
           std::ranges::all_of(source.substr(0, bracket), [](char c) { return isNameStart(c) || isDigit(c); });
}

bool isPlain(const Word& word)
{
    return word.known && !word.quoted && !word.tilde;
}

} // namespace

void ShellReader::fail(ParseProblem::Kind kind)
{
    if (!m_result.problem)
        m_result.problem = {kind, m_at};
}

void ShellReader::add(ShellCommand command)
{
    if (m_result.commands.size() >= mostCommands) {
        fail(Kind::TooLarge);
        return;
    }
    for (auto at = m_pendingFloor; at < m_pending.size(); ++at)
        if (m_pending[at].command == std::string::npos)
            m_pending[at].command = m_result.commands.size();
    command.from = m_path;
    m_result.commands.push_back(std::move(command));
}

void ShellReader::readLine(bool readsPipe)
{
    if (const auto end = readList(readsPipe); !end.empty())
        fail(Kind::Unexpected);
    if (!failed() && !m_pending.empty())
        fail(Kind::Unfinished);
}

std::string ShellReader::readList(bool piped)
{
    while (!failed()) {
        skipBlanksAndNewlines();
        if (failed() || atEnd())
            return {};
        if (peek() == ')') {
            ++m_at;
            return ")";
        }
        for (const std::string_view end : {";;&", ";;", ";&"})
            if (startsWith(end)) {
                m_at += end.size();
                return ";;";
            }
        if (auto end = readPipeline(piped); failed() || !end.empty())
            return end;
        skipBlanks();
        if (atEnd())
            return {};
        if (startsWith(";;") || startsWith(";&"))
            continue;
        if (startsWith("&&") || startsWith("||")) {
            m_at += 2;
            skipBlanksAndNewlines();
            if (atEnd())
                fail(Kind::Unfinished);
        } else if (peek() == ';' || peek() == '&') {
            ++m_at;
        } else if (peek() != '\n' && peek() != ')') {
            fail(Kind::Unexpected);
        }
    }
    return {};
}

std::string ShellReader::readPipeline(bool piped)
{
    const auto first = m_result.commands.size();
    auto end = readCommand(piped);
    for (bool alone = true; !failed(); alone = false) {
        skipBlanks();
        if (peek() != '|' || startsWith("||"))
            break;
        if (!end.empty()) {
            fail(Kind::Unexpected);
            break;
        }
        if (alone) {
            for (auto at = first; at < m_result.commands.size(); ++at) {
                auto& from = m_result.commands[at].from;
                from.insert(from.begin() + static_cast<std::ptrdiff_t>(m_path.size()), {Step::Kind::Pipeline});
            }
        }
        m_at += startsWith("|&") ? 2 : 1;
        skipBlanksAndNewlines();
        if (atEnd()) {
            fail(Kind::Unfinished);
            break;
        }
        const Level level(*this, Step::Kind::Pipeline);
        if (!readCommand(true).empty())
            fail(Kind::Unexpected);
    }
    return end;
}

std::string ShellReader::readCommand(bool piped)
{
    const auto first = m_result.commands.size();
    while (!failed()) {
        skipBlanks();
        if (startsWith("((")) {
            fail(Kind::Unsupported);
            break;
        }
        if (peek() == '(') {
            ++m_at;
            readSubshell(piped);
            readCompoundRedirections(first);
            break;
        }
        ShellCommand command{.readsPipe = piped};
        if (peek() == '<' || peek() == '>' || isDigit(peek()) || startsWith("&>")) {
            readSimple(std::move(command), std::nullopt);
            break;
        }
        auto word = readWord();
        if (!failed() && word.source.empty())
            fail(Kind::Unexpected);
        if (failed())
            break;
        if (isPlain(word) && word.text == "!")
            continue;
        if (isPlain(word) && has(terminators, word.text))
            return word.text;
        if (isPlain(word) && has(unsupported, word.text)) {
            fail(Kind::Unsupported);
            break;
        }
        if (isPlain(word) && has(beginnings, word.text)) {
            readCompound(word.text, piped);
            readCompoundRedirections(first);
        } else {
            readSimple(std::move(command), std::move(word));
        }
        break;
    }
    return {};
}

void ShellReader::readSubshell(bool piped)
{
    const Level level(*this, Step::Kind::Subshell);
    if (!failed() && readList(piped) != ")")
        fail(Kind::Unfinished);
}

void ShellReader::readSimple(ShellCommand command, std::optional<Word> first)
{
    bool bothChannels = false; // behind &> sh begins another command, bash does not
    for (bool beginning = true; !failed(); beginning = false) {
        Word word;
        if (beginning && first) {
            word = *std::move(first);
        } else {
            skipBlanks();
            if (readRedirection(command)) {
                if (failed())
                    return;
                bothChannels = bothChannels || command.redirections.back().op.starts_with('&');
                continue;
            }
            if (atEnd() || std::string_view("\n;&|)").contains(peek()))
                break;
            if (peek() == '(') {
                const bool function = command.words.size() == 1 && command.assignments.empty() &&
                                      command.redirections.empty() && isPlain(command.words[0]);
                ++m_at;
                skipBlanks();
                if (!function || peek() != ')') {
                    fail(Kind::Unexpected);
                    return;
                }
                ++m_at;
                readFunctionBody();
                return;
            }
            if (peek() == '#') // skipBlanks() leaves none behind a blank
                fail(Kind::Unexpected);
            word = readWord();
        }
        if (failed())
            return;
        if (bothChannels) {
            fail(Kind::Unsupported);
            return;
        }
        if (const auto value = valueOfAssignment(word.source); command.words.empty() && value > 0) {
            if (peek() == '(' && value == word.source.size())
                readArray(word);
            const auto name = word.source.substr(0, word.source.find_first_of("+="));
            word.text.erase(0, std::min(value, word.text.size()));
            command.assignments.push_back({name, std::move(word)});
        } else if (command.words.empty() && assignsElement(word.source)) {
            fail(Kind::Unsupported);
        } else {
            if (word.source.ends_with('=') && peek() == '(') {
                readArray(word); // declare a=(…)
            }
            command.words.push_back(std::move(word));
        }
    }
    if (failed())
        return;
    if (command.words.empty() && command.assignments.empty() && command.redirections.empty())
        fail(Kind::Unexpected);
    else
        add(std::move(command));
}

void ShellReader::readArray(Word& word)
{
    ++m_at;
    word.known = false;
    for (;;) {
        skipBlanksAndNewlines();
        if (failed() || atEnd()) {
            fail(Kind::Unfinished);
            return;
        }
        if (peek() == ')')
            break;
        const auto element = readWord();
        if (!failed() && (element.source.empty() || element.source.starts_with('['))) // [computed]=…
            fail(Kind::Unsupported);
    }
    ++m_at;
}

bool ShellReader::readRedirection(ShellCommand& command)
{
    std::size_t digits = 0;
    while (isDigit(peek(digits)))
        ++digits;
    const auto op = [&]() -> std::string_view {
        const auto rest = m_text.substr(std::min(m_text.size(), m_at + digits));
        for (const std::string_view token : {"&>>", "&>", "<<<", "<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">"})
            if (rest.starts_with(token) && !rest.starts_with("<(") && !rest.starts_with(">(") &&
                (digits == 0 || token[0] != '&'))
                return token;
        return {};
    }();
    if (op.empty())
        return false;
    m_at += digits + op.size();
    skipBlanks();
    if (atEnd() || std::string_view("\n;|)#").contains(peek()) || (peek() == '&')) {
        fail(Kind::Unexpected);
        return true;
    }
    auto target = readWord();
    if (failed())
        return true;
    if (target.source.empty()) {
        fail(Kind::Unexpected);
        return true;
    }
    if (op == "<<" || op == "<<-") {
        if (!target.known || target.tilde || target.text.contains('\n')) {
            fail(Kind::Unsupported);
            return true;
        }
        m_pending.push_back({std::string::npos, command.redirections.size(), target.text, target.quoted, op == "<<-"});
        command.redirections.push_back({"<<", {.source = target.source, .known = false}});
        return true;
    }
    command.redirections.push_back({std::string(op), std::move(target)});
    return true;
}

void ShellReader::readCompoundRedirections(std::size_t firstCommand)
{
    ShellCommand whole;
    while (!failed()) {
        skipBlanks();
        if (!readRedirection(whole))
            break;
    }
    if (failed() || whole.redirections.empty())
        return;
    for (auto at = firstCommand; at < m_result.commands.size(); ++at)
        m_result.commands[at].readsPipe = true;
    add(std::move(whole));
}

std::string ShellReader::readUntil(bool piped, std::initializer_list<std::string_view> ends)
{
    auto end = readList(piped);
    if (!failed() && !has(ends, end))
        fail(end.empty() ? Kind::Unfinished : Kind::Unexpected);
    return end;
}

void ShellReader::readCompound(const std::string& keyword, bool piped)
{
    using enum Step::Kind;
    if (keyword == "function") {
        readNamedFunction();
        return;
    }
    const Level level(*this, keyword == "if" ? If : keyword == "case" ? Case : keyword == "{" ? Group : Loop);
    if (failed())
        return;
    if (keyword == "if") {
        readIf(piped);
    } else if (keyword == "for") {
        readFor(piped);
    } else if (keyword == "case") {
        readCase(piped);
    } else if (keyword == "{") {
        readUntil(piped, {"}"});
    } else {
        readUntil(piped, {"do"});
        readUntil(piped, {"done"});
    }
}

void ShellReader::readIf(bool piped)
{
    readUntil(piped, {"then"});
    while (!failed()) {
        const auto end = readUntil(piped, {"elif", "else", "fi"});
        if (end == "fi" || failed())
            return;
        readUntil(piped, {end == "else" ? "fi" : "then"});
        if (end == "else")
            return;
    }
}

void ShellReader::readFor(bool piped)
{
    skipBlanks();
    auto name = readWord();
    if (failed())
        return;
    if (!isPlain(name) || name.text.empty()) {
        fail(Kind::Unsupported); // for ((…))
        return;
    }
    add({.assignments = {{name.text, {.known = false}}}});
    skipBlanksAndNewlines();
    if (peek() != ';') {
        const auto in = readWord();
        if (failed())
            return;
        if (isPlain(in) && in.text == "do") {
            readUntil(piped, {"done"});
            return;
        }
        if (!isPlain(in) || in.text != "in") {
            fail(Kind::Unexpected);
            return;
        }
        for (;;) {
            skipBlanks();
            if (failed() || atEnd() || peek() == ';' || peek() == '\n')
                break;
            if (const auto word = readWord(); !failed() && word.source.empty())
                fail(Kind::Unexpected);
        }
    }
    if (peek() == ';')
        ++m_at;
    skipBlanksAndNewlines();
    if (const auto begin = readWord(); !failed() && (!isPlain(begin) || begin.text != "do"))
        fail(atEnd() ? Kind::Unfinished : Kind::Unexpected);
    if (!failed())
        readUntil(piped, {"done"});
}

void ShellReader::readCase(bool piped)
{
    skipBlanks();
    static_cast<void>(readWord());
    skipBlanksAndNewlines();
    if (const auto in = readWord(); !failed() && (!isPlain(in) || in.text != "in"))
        fail(Kind::Unexpected);
    while (!failed()) {
        skipBlanksAndNewlines();
        if (atEnd()) {
            fail(Kind::Unfinished);
            return;
        }
        const bool bracket = peek() == '(';
        if (bracket)
            ++m_at;
        for (;;) {
            skipBlanks();
            const auto pattern = readWord();
            if (failed())
                return;
            if (!bracket && isPlain(pattern) && pattern.text == "esac")
                return;
            if (pattern.source.empty()) {
                fail(Kind::Unexpected);
                return;
            }
            skipBlanks();
            if (peek() != '|')
                break;
            ++m_at;
        }
        if (peek() != ')') {
            fail(Kind::Unexpected);
            return;
        }
        ++m_at;
        if (readUntil(piped, {";;", "esac"}) == "esac")
            return;
    }
}

void ShellReader::readNamedFunction()
{
    skipBlanks();
    const auto name = readWord();
    if (failed())
        return;
    skipBlanks();
    if (peek() == '(') {
        ++m_at;
        skipBlanks();
        if (peek() != ')')
            fail(Kind::Unexpected);
        ++m_at;
    }
    if (name.source.empty() || !isPlain(name))
        fail(Kind::Unexpected);
    if (!failed())
        readFunctionBody();
}

void ShellReader::readFunctionBody()
{
    const Level level(*this, Step::Kind::Function);
    if (failed())
        return;
    skipBlanksAndNewlines();
    // Its input is whatever it is called with.
    if (atEnd())
        fail(Kind::Unfinished);
    else if (!readCommand(true).empty())
        fail(Kind::Unexpected);
}

void ShellReader::skipBlanks()
{
    for (;;) {
        while (peek() == ' ' || peek() == '\t')
            ++m_at;
        if (peek() == '\\' && peek(1) == '\n') {
            if (m_pending.size() > 0)
                fail(Kind::Unsupported); // shells differ on where the here-document begins
            m_at += 2;
            continue;
        }
        break;
    }
    // Where skipBlanks() is called, a word would begin.
    if (peek() == '#' && (m_at == 0 || std::string_view(" \t\n;&|()").contains(m_text[m_at - 1]))) {
        m_at = std::min(m_text.size(), m_text.find('\n', m_at));
        m_result.endsInComment = atEnd();
    }
}

void ShellReader::skipBlanksAndNewlines()
{
    for (skipBlanks(); peek() == '\n' && !failed(); skipBlanks())
        newline();
}

void ShellReader::newline()
{
    ++m_at;
    if (m_pending.size() > m_pendingFloor)
        readHereDocuments();
    if (!m_pending.empty() && m_pending.size() <= m_pendingFloor)
        fail(Kind::Unsupported); // one that began outside of this substitution
}

void ShellReader::readHereDocuments()
{
    while (m_pending.size() > m_pendingFloor && !failed()) {
        const auto pending = m_pending[m_pendingFloor];
        m_pending.erase(m_pending.begin() + static_cast<std::ptrdiff_t>(m_pendingFloor));
        std::string text;
        for (bool found = false; !found;) {
            if (atEnd()) {
                fail(Kind::Unfinished);
                return;
            }
            const auto end = std::min(m_text.size(), m_text.find('\n', m_at));
            auto line = m_text.substr(m_at, end - m_at);
            m_at = std::min(m_text.size(), end + 1);
            if (pending.tabs)
                line.remove_prefix(std::min(line.size(), line.find_first_not_of('\t')));
            found = line == pending.delimiter;
            if (!found)
                text.append(line).append("\n");
        }
        // Read where it is declared: its substitutions are that command's.
        Word word{.text = text};
        if (!pending.quoted) {
            auto from = pending.command < m_result.commands.size() ? m_result.commands[pending.command].from : m_path;
            from.push_back({Step::Kind::HereDocument});
            word = ShellReader(text, from, m_result).readHereText();
        }
        if (failed() || pending.command >= m_result.commands.size())
            continue;
        auto& target = m_result.commands[pending.command].redirections[pending.redirection].target;
        word.source = target.source;
        target = std::move(word);
    }
}

} // namespace kalpana::permissions
