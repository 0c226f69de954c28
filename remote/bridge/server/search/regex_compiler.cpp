#include "remote/bridge/server/search/regex_compiler.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

using Kind = Regex::Step::Kind;
using ByteSet = Regex::ByteSet;

constexpr std::size_t kMostSteps = 20000;
constexpr unsigned kMostRepeats = 1000;
constexpr int kDeepest = 100;

void append(std::vector<Regex::Step>& code, const std::vector<Regex::Step>& more)
{
    code.insert(code.end(), more.begin(), more.end());
}

ByteSet range(unsigned low, unsigned high)
{
    ByteSet bytes;
    for (unsigned byte = low; byte <= high; ++byte)
        bytes.set(byte);
    return bytes;
}

ByteSet ascii()
{
    return range(0, 0x7f);
}

std::uint32_t relative(std::ptrdiff_t distance)
{
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(distance));
}

bool isAsciiLetter(unsigned byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

} // namespace

Outcome<Regex> RegexCompiler::compile()
{
    if (m_options.literal) {
        Code code;
        while (!m_rest.empty())
            append(code, literal(takeCharacter()));
        m_regex.m_steps = std::move(code);
    } else {
        m_regex.m_steps = alternatives();
        if (m_rest.starts_with(')'))
            fail("there is a \")\" without its \"(\"");
    }
    if (!m_problem.empty())
        return failed(protocol::Code::BadRequest, "The regular expression can't be used: " + m_problem + '.', "query");
    m_regex.m_steps.push_back({Kind::Match});
    for (std::size_t at = 0; at < m_regex.m_steps.size(); ++at) { // from relative to absolute
        auto& step = m_regex.m_steps[at];
        if (step.kind == Kind::Split || step.kind == Kind::Jump) {
            step.first += static_cast<std::uint32_t>(at);
            step.second += static_cast<std::uint32_t>(at);
        }
    }
    findPrefix();
    return std::move(m_regex);
}

void RegexCompiler::findPrefix()
{
    for (const auto& step : m_regex.m_steps) {
        if (step.kind != Kind::Byte || m_regex.m_sets[step.first].count() != 1)
            return;
        for (unsigned byte = 0; byte < 256; ++byte)
            if (m_regex.m_sets[step.first].test(byte))
                m_regex.m_prefix.push_back(static_cast<char>(byte));
    }
}

void RegexCompiler::fail(std::string message)
{
    if (m_problem.empty())
        m_problem = std::move(message);
    m_rest = {};
}

char RegexCompiler::take()
{
    if (m_rest.empty()) {
        fail("it ends too early");
        return '\0';
    }
    const char next = m_rest.front();
    m_rest.remove_prefix(1);
    return next;
}

bool RegexCompiler::takeIf(std::string_view text)
{
    if (!m_rest.starts_with(text))
        return false;
    m_rest.remove_prefix(text.size());
    return true;
}

std::string_view RegexCompiler::takeCharacter()
{
    std::size_t length = 1;
    while (length < m_rest.size() && (static_cast<unsigned char>(m_rest[0]) & 0x80U) != 0 &&
           (static_cast<unsigned char>(m_rest[length]) & 0xc0U) == 0x80U)
        ++length;
    const auto character = m_rest.substr(0, length);
    m_rest.remove_prefix(character.size());
    return character;
}

RegexCompiler::Code RegexCompiler::alternatives()
{
    if (++m_depth > kDeepest)
        fail("its groups are too deep");
    Code code = sequence();
    while (takeIf("|"))
        code = either(std::move(code), sequence());
    --m_depth;
    return code;
}

RegexCompiler::Code RegexCompiler::either(Code one, Code other)
{
    Code code{{Kind::Split, 1, relative(static_cast<std::ptrdiff_t>(one.size()) + 2)}};
    append(code, one);
    code.push_back({Kind::Jump, relative(static_cast<std::ptrdiff_t>(other.size()) + 1)});
    append(code, other);
    return code;
}

RegexCompiler::Code RegexCompiler::sequence()
{
    Code code;
    while (!m_rest.empty() && m_rest.front() != '|' && m_rest.front() != ')') {
        append(code, repeated());
        if (code.size() > kMostSteps)
            fail("it is too large");
    }
    return code;
}

RegexCompiler::Code RegexCompiler::repeated()
{
    Code code = atom();
    for (;;) {
        if (takeIf("*"))
            code = times(code, 0, std::nullopt);
        else if (takeIf("+"))
            code = times(code, 1, std::nullopt);
        else if (takeIf("?"))
            code = times(code, 0, 1);
        else if (const auto count = counts())
            code = times(code, count->first, count->second);
        else
            return code;
        (void)takeIf("?"); // lazy: the same start, and that is all we tell
    }
}

/// "{2}", "{2,}", "{2,5}"; a brace that is none of these is a brace.
std::optional<std::pair<unsigned, std::optional<unsigned>>> RegexCompiler::counts()
{
    auto rest = m_rest;
    const auto number = [&rest]() -> std::optional<unsigned> {
        unsigned value = 0;
        const auto before = rest.size();
        for (; !rest.empty() && rest.front() >= '0' && rest.front() <= '9' && value <= kMostRepeats;
             rest.remove_prefix(1))
            value = value * 10 + static_cast<unsigned>(rest.front() - '0');
        return rest.size() == before ? std::nullopt : std::optional(value);
    };
    const auto skip = [&rest](char wanted) {
        const bool found = rest.starts_with(wanted);
        rest.remove_prefix(found ? 1 : 0);
        return found;
    };
    if (!skip('{'))
        return std::nullopt;
    const auto least = number();
    if (!least)
        return std::nullopt;
    std::optional<unsigned> most = least;
    if (skip(','))
        most = number();
    if (!skip('}'))
        return std::nullopt;
    m_rest = rest;
    if (*least > kMostRepeats || most.value_or(0) > kMostRepeats || most.value_or(*least) < *least)
        fail("its counts in braces are wrong or too large");
    return std::pair(*least, most);
}

RegexCompiler::Code RegexCompiler::times(const Code& code, unsigned least, std::optional<unsigned> most)
{
    const auto size = static_cast<std::ptrdiff_t>(code.size());
    if (code.size() * std::max(least, most.value_or(least) + 1) > kMostSteps) {
        fail("it is too large");
        return {};
    }
    Code all;
    for (unsigned i = 0; i < least; ++i)
        append(all, code);
    if (!most) {
        all.push_back({Kind::Split, 1, relative(size + 2)});
        append(all, code);
        all.push_back({Kind::Jump, relative(-size - 1)});
        return all;
    }
    for (unsigned i = least; i < *most; ++i) {
        all.push_back({Kind::Split, 1, relative(size + 1)});
        append(all, code);
    }
    return all;
}

RegexCompiler::Code RegexCompiler::atom()
{
    switch (m_rest.front()) {
    case '(':
        return group();
    case '[':
        return bracketed();
    case '\\':
        return escaped();
    case '.':
        take();
        return either(set(ascii() & ~range('\n', '\n')), anyCharacterBeyondAscii());
    case '^':
        take();
        return {{Kind::LineStart}};
    case '$':
        take();
        return {{Kind::LineEnd}};
    case '*':
    case '+':
    case '?':
        fail("there is nothing before \"" + std::string(1, m_rest.front()) + "\" to repeat");
        return {};
    default:
        return literal(takeCharacter());
    }
}

RegexCompiler::Code RegexCompiler::group()
{
    take();
    const auto outer = m_options;
    if (takeIf("?i)")) { // for the rest of this group
        m_options.caseSensitive = false;
        return {};
    }
    if (takeIf("?i:"))
        m_options.caseSensitive = false;
    else if (!takeIf("?:") && m_rest.starts_with('?'))
        fail("look-around and named groups are not known without ripgrep on the host");
    Code code = alternatives();
    m_options = outer;
    if (!takeIf(")"))
        fail("a \"(\" is never closed");
    return code;
}

RegexCompiler::Code RegexCompiler::literal(std::string_view character)
{
    Code code;
    for (const char byte : character)
        append(code, set(folded(range(static_cast<unsigned char>(byte), static_cast<unsigned char>(byte)))));
    return code;
}

RegexCompiler::Code RegexCompiler::set(const ByteSet& bytes)
{
    m_regex.m_sets.push_back(bytes);
    return {{Kind::Byte, static_cast<std::uint32_t>(m_regex.m_sets.size() - 1)}};
}

RegexCompiler::Code RegexCompiler::anyCharacterBeyondAscii()
{
    const ByteSet more = range(0x80, 0xbf);
    Code two = set(range(0xc2, 0xdf));
    append(two, set(more));
    Code three = set(range(0xe0, 0xef));
    append(three, times(set(more), 2, 2));
    Code four = set(range(0xf0, 0xf4));
    append(four, times(set(more), 3, 3));
    return either(std::move(two), either(std::move(three), std::move(four)));
}

ByteSet RegexCompiler::folded(ByteSet bytes) const
{
    if (m_options.caseSensitive)
        return bytes;
    for (unsigned byte = 0; byte < 128; ++byte)
        if (bytes.test(byte) && isAsciiLetter(byte))
            bytes.set(byte ^ 0x20U);
    return bytes;
}

/// \d, \w, \s; empty for any other letter.
ByteSet RegexCompiler::classOf(char letter)
{
    switch (letter) {
    case 'd':
        return range('0', '9');
    case 'w':
        return range('0', '9') | range('a', 'z') | range('A', 'Z') | range('_', '_');
    case 's':
        return range(' ', ' ') | range('\t', '\r');
    default:
        return {};
    }
}

RegexCompiler::Code RegexCompiler::escaped()
{
    take();
    const char letter = take();
    if (const auto bytes = classOf(letter); bytes.any())
        return set(bytes);
    const char lower = static_cast<char>(letter | 0x20);
    if (const auto bytes = classOf(lower); bytes.any() && isAsciiLetter(static_cast<unsigned char>(letter)))
        return either(set(ascii() & ~bytes), anyCharacterBeyondAscii());
    switch (letter) {
    case 'b':
        return {{Kind::WordEdge}};
    case 'B':
        return {{Kind::NotWordEdge}};
    case 't':
        return literal("\t");
    case 'n':
        return literal("\n");
    case 'r':
        return literal("\r");
    default:
        if (isAsciiLetter(static_cast<unsigned char>(letter)) || (letter >= '0' && letter <= '9'))
            fail("\"\\" + std::string(1, letter) + "\" is not known");
        return literal(std::string_view(&letter, 1));
    }
}

RegexCompiler::Code RegexCompiler::bracketed()
{
    take();
    const bool negated = takeIf("^");
    ByteSet bytes;
    std::vector<std::string_view> beyond;
    for (bool first = true; m_problem.empty() && (first || !m_rest.starts_with(']')); first = false) {
        if (m_rest.empty()) {
            fail("a \"[\" is never closed");
            return {};
        }
        if (takeIf("[:")) {
            fail("classes with names, as [:alpha:], are not known without ripgrep on the host");
            return {};
        }
        const auto character = takeCharacter();
        if (character.size() > 1) {
            beyond.push_back(character);
            continue;
        }
        auto low = static_cast<unsigned char>(character.front());
        if (low == '\\') {
            const char letter = take();
            if (const auto known = classOf(letter); known.any()) {
                bytes |= known;
                continue;
            }
            const std::string_view from = "nrt";
            const auto at = from.find(letter);
            low = static_cast<unsigned char>(at == std::string_view::npos ? letter : "\n\r\t"[at]);
        }
        unsigned high = low;
        if (m_rest.size() > 1 && m_rest.front() == '-' && m_rest[1] != ']') {
            take();
            (void)takeIf("\\");
            high = static_cast<unsigned char>(take());
            if (high > 0x7f || high < low)
                fail("a range in brackets is backwards or goes beyond ASCII");
        }
        bytes |= range(low, std::max<unsigned>(high, low));
    }
    take();
    bytes = folded(bytes);
    if (negated)
        return either(set(ascii() & ~bytes & ~range('\n', '\n')), anyCharacterBeyondAscii());
    Code code = set(bytes);
    for (const auto character : beyond)
        code = either(std::move(code), literal(character));
    return code;
}

} // namespace kalpana::bridge::server
