#include "core/permissions/shell_reader.h"

#include <algorithm>

namespace kalpana::permissions {

namespace {

using Kind = ParseProblem::Kind;

bool isNamePart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool endsWord(char c)
{
    return std::string_view(" \t\n;&|()<>").contains(c);
}

} // namespace

Word ShellReader::readWord()
{
    Word word;
    const auto start = m_at;
    std::string source;
    bool braces = false;
    while (!atEnd() && !failed()) {
        const char c = peek();
        const auto before = m_at;
        if ((c == '<' || c == '>') && peek(1) == '(') {
            if (m_at != start) { // a<(b): shells agree on nothing
                fail(Kind::Unsupported);
                break;
            }
            m_at += 2;
            readSubstitution(Step::Kind::ProcessSubstitution);
            word.known = false;
        } else if (endsWord(c)) {
            break;
        } else if (c == '\\') {
            if (m_at + 1 >= m_text.size()) {
                fail(Kind::Unfinished);
                break;
            }
            m_at += 2;
            if (m_text[m_at - 1] == '\n') {
                if (!m_pending.empty())
                    fail(Kind::Unsupported);
                continue; // the line goes on
            }
            word.text += m_text[m_at - 1];
            word.quoted = true;
        } else if (c == '\'') {
            readSingleQuotes(word);
        } else if (c == '"') {
            readDoubleQuotes(word);
        } else if (c == '$') {
            readDollar(word, false);
        } else if (c == '`') {
            readBackquotes(false);
            word.known = false;
        } else {
            ++m_at;
            if (c == '~' && before == start)
                word.tilde = true;
            if (c == '*' || c == '?' || c == '[')
                word.glob = true;
            braces = braces || c == '{';
            if (braces && (c == ',' || (c == '.' && peek() == '.'))) // {a,b} and {1..9} become several words
                word.known = false;
            word.text += c;
        }
        source.append(m_text.substr(before, m_at - before));
    }
    word.source = std::move(source);
    if (word.source == "[" || word.source == "[[")
        word.glob = false;
    if (word.glob)
        word.known = false;
    return word;
}

void ShellReader::readSingleQuotes(Word& word)
{
    const auto end = m_text.find('\'', m_at + 1);
    if (end == std::string_view::npos) {
        fail(Kind::Unfinished);
        m_at = m_text.size();
        return;
    }
    const auto text = m_text.substr(m_at + 1, end - m_at - 1);
    if (!m_pending.empty() && text.contains('\n'))
        fail(Kind::Unsupported);
    word.text += text;
    word.quoted = true;
    m_at = end + 1;
}

void ShellReader::readDoubleQuotes(Word& word)
{
    word.quoted = true;
    for (++m_at; !failed();) {
        if (atEnd()) {
            fail(Kind::Unfinished);
            return;
        }
        const char c = peek();
        if (c == '"') {
            ++m_at;
            return;
        }
        if (c == '$') {
            readDollar(word, true);
        } else if (c == '`') {
            readBackquotes(true);
            word.known = false;
        } else if (c == '\\' && m_at + 1 < m_text.size() && std::string_view("$`\"\\\n").contains(peek(1))) {
            if (peek(1) != '\n')
                word.text += peek(1);
            else if (!m_pending.empty())
                fail(Kind::Unsupported);
            m_at += 2;
        } else {
            if (c == '\n' && !m_pending.empty())
                fail(Kind::Unsupported);
            word.text += c;
            ++m_at;
        }
    }
}

void ShellReader::readDollar(Word& word, bool inDouble)
{
    const char next = peek(1);
    if (next == '(' && peek(2) == '(') {
        m_at += 3;
        readArithmetic();
    } else if (next == '(') {
        m_at += 2;
        readSubstitution(Step::Kind::Substitution);
    } else if (next == '{') {
        m_at += 2;
        readParameter(inDouble);
    } else if (next == '[') {
        fail(Kind::Unsupported); // arithmetic of old
    } else if (!inDouble && (next == '\'' || next == '"')) {
        // bash decodes or translates it, sh takes the dollar as it is
        ++m_at;
        Word inner;
        if (next == '"') {
            readDoubleQuotes(inner);
        } else {
            for (++m_at; peek() != '\''; m_at += peek() == '\\' ? 2 : 1)
                if (atEnd() || (peek() == '\\' && peek(1) == '\'')) { // sh takes that for the end
                    fail(atEnd() ? Kind::Unfinished : Kind::Unsupported);
                    return;
                }
            ++m_at;
        }
        word.quoted = true;
    } else if (isNamePart(next)) {
        m_at += 2;
        if (next < '0' || next > '9')
            while (isNamePart(peek()))
                ++m_at;
    } else if (next != '\0' && std::string_view("@*#?-$!").contains(next)) {
        m_at += 2;
    } else {
        word.text += '$';
        ++m_at;
        return;
    }
    word.known = false;
}

void ShellReader::readParameter(bool inDouble)
{
    // Only what is known to compute and run nothing: no indirection, no subscripts, no ${x@P}, no ${x:=…}.
    if (peek() == '#' && peek(1) != '}')
        ++m_at;
    const auto name = m_at;
    if (isNamePart(peek())) {
        while (isNamePart(peek()))
            ++m_at;
    } else if (peek() != '\0' && std::string_view("@*#?-$").contains(peek())) {
        ++m_at;
    }
    if (m_at == name) {
        fail(Kind::Unsupported);
        return;
    }
    if (startsWith("[@]") || startsWith("[*]"))
        m_at += 3;
    if (peek() == '}') {
        ++m_at;
        return;
    }
    if (peek() == ':')
        ++m_at;
    if (atEnd() || !std::string_view("-+?%#/^,").contains(peek())) {
        fail(atEnd() ? Kind::Unfinished : Kind::Unsupported);
        return;
    }
    Word ignored;
    while (!failed()) {
        if (atEnd()) {
            fail(Kind::Unfinished);
            return;
        }
        const char c = peek();
        if (c == '}') {
            ++m_at;
            return;
        }
        if (c == '\'' || (c == '"' && inDouble) || c == '\n') {
            fail(Kind::Unsupported); // shells differ on what these quote
        } else if (c == '"') {
            readDoubleQuotes(ignored);
        } else if (c == '$') {
            readDollar(ignored, true);
        } else if (c == '`') {
            readBackquotes(inDouble);
        } else {
            m_at += c == '\\' ? 2 : 1;
        }
    }
}

void ShellReader::readArithmetic()
{
    // A name in it may hold more arithmetic, which may hold a substitution.
    while (!atEnd() && std::string_view("0123456789 \t+-*/%<>=!&|^~?:,").contains(peek()))
        ++m_at;
    if (startsWith("))"))
        m_at += 2;
    else
        fail(atEnd() ? Kind::Unfinished : Kind::Unsupported);
}

void ShellReader::readBackquotes(bool inDouble)
{
    std::string text;
    for (++m_at; peek() != '`' || atEnd();) {
        if (atEnd()) {
            fail(Kind::Unfinished);
            return;
        }
        if (peek() == '\\' && peek(1) != '\0' && std::string_view("\\`$").contains(peek(1))) {
            text += peek(1);
            m_at += 2;
            continue;
        }
        if ((peek() == '\\' && peek(1) == '"' && inDouble) || (peek() == '\n' && !m_pending.empty())) {
            fail(Kind::Unsupported);
            return;
        }
        text += peek();
        ++m_at;
    }
    ++m_at;
    const Level level(*this, Step::Kind::Backquotes);
    if (!failed())
        ShellReader(text, m_path, m_result).readLine(false);
}

void ShellReader::readSubstitution(Step::Kind kind)
{
    const Level level(*this, kind);
    if (!failed() && readList(kind == Step::Kind::ProcessSubstitution) != ")")
        fail(Kind::Unfinished);
}

Word ShellReader::readHereText()
{
    Word word;
    while (!atEnd() && !failed()) {
        const char c = peek();
        if (c == '$') {
            readDollar(word, true);
        } else if (c == '`') {
            readBackquotes(true);
            word.known = false;
        } else if (c == '\\' && m_at + 1 < m_text.size() && std::string_view("$`\\\n").contains(peek(1))) {
            if (peek(1) == '\n')
                fail(Kind::Unsupported); // it may hide the end of the text
            word.text += peek(1);
            m_at += 2;
        } else {
            word.text += c;
            ++m_at;
        }
    }
    return word;
}

} // namespace kalpana::permissions
