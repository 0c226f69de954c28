#include "remote/bridge/server/search/regex_compiler.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace kalpana::bridge::server {

namespace {

using Kind = Regex::Step::Kind;

constexpr std::size_t kMostSteps = 20000;
constexpr unsigned kMostRepeats = 1000;
constexpr int kDeepest = 100;

void append(std::vector<Regex::Step>& code, const std::vector<Regex::Step>& more)
{
    code.insert(code.end(), more.begin(), more.end());
}

std::uint32_t relative(std::ptrdiff_t distance)
{
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(distance));
}

bool isAsciiLetterOrDigit(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

} // namespace

Outcome<Regex> RegexCompiler::compile()
{
    if (m_options.literal) {
        Code code;
        while (!m_rest.empty()) {
            const auto character = takeCharacter();
            append(code, one({{character, character}}));
        }
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
    findRequired();
    return std::move(m_regex);
}

/// The longest text that is in every match: bytes that no way from the start to the end goes round.
void RegexCompiler::findRequired()
{
    constexpr std::size_t mostSteps = 4000; // it is tried without each of them
    const auto& steps = m_regex.m_steps;
    if (steps.size() > mostSteps)
        return;
    const auto only = [&](std::size_t step) -> std::optional<char> {
        if (steps[step].kind != Kind::Byte || m_regex.m_sets[steps[step].first].count() != 1)
            return std::nullopt;
        for (unsigned byte = 0; byte < 256; ++byte)
            if (m_regex.m_sets[steps[step].first].test(byte))
                return static_cast<char>(byte);
        return std::nullopt;
    };
    const auto isRequired = [&](std::size_t without) {
        std::vector<bool> seen(steps.size());
        std::vector<std::size_t> pending{0};
        while (!pending.empty()) {
            const auto at = pending.back();
            pending.pop_back();
            if (at == without || seen[at])
                continue;
            seen[at] = true;
            if (steps[at].kind == Kind::Match)
                return false;
            if (steps[at].kind == Kind::Split)
                pending.push_back(steps[at].second);
            pending.push_back(steps[at].kind == Kind::Split || steps[at].kind == Kind::Jump ? steps[at].first : at + 1);
        }
        return true;
    };
    std::string run;
    for (std::size_t at = 0; at < steps.size(); ++at) {
        const auto byte = only(at);
        if (byte && isRequired(at))
            run.push_back(*byte);
        else
            run.clear();
        if (run.size() > m_regex.m_required.size())
            m_regex.m_required = run;
    }
    m_regex.m_isLiteral = m_regex.m_required.size() + 1 == steps.size();
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

char32_t RegexCompiler::takeCharacter()
{
    const auto character = characterAt(m_rest, 0);
    m_rest.remove_prefix(1);
    while (!m_rest.empty() && (static_cast<unsigned char>(m_rest.front()) & 0xc0U) == 0x80U)
        m_rest.remove_prefix(1);
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
        return one(Characters{{'\n', '\n'}}.inverted());
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
    default: {
        const auto character = takeCharacter();
        return one({{character, character}});
    }
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
    else if (takeIf("?P<") || (m_rest.starts_with("?<") && !m_rest.starts_with("?<=") && !m_rest.starts_with("?<!")))
        skipGroupName();
    else if (!takeIf("?:") && m_rest.starts_with('?'))
        fail("look-around and flags other than i are not known without ripgrep on the host");
    Code code = alternatives();
    m_options = outer;
    if (!takeIf(")"))
        fail("a \"(\" is never closed");
    return code;
}

/// Nobody asks what a group has matched.
void RegexCompiler::skipGroupName()
{
    (void)takeIf("?<");
    const auto end = m_rest.find('>');
    if (end == 0 || end == std::string_view::npos)
        return fail("a group has no right name");
    m_rest.remove_prefix(end + 1);
}

/// Steps that take one of the characters, as UTF-8.
RegexCompiler::Code RegexCompiler::one(Characters characters)
{
    if (!m_options.caseSensitive)
        characters = characters.withBothCases();
    Regex::ByteSet ascii;
    std::vector<Code> ways;
    for (const auto& range : characters.ranges()) {
        for (const auto& sequence : utf8SequencesOf(range)) {
            Code code;
            for (const auto& [first, last] : sequence) {
                Regex::ByteSet bytes;
                for (unsigned byte = first; byte <= last; ++byte)
                    bytes.set(byte);
                if (sequence.size() == 1)
                    ascii |= bytes;
                else
                    code.push_back({Kind::Byte, set(bytes)});
            }
            if (sequence.size() > 1)
                ways.push_back(std::move(code));
        }
    }
    if (ascii.any() || ways.empty())
        ways.insert(ways.begin(), Code{{Kind::Byte, set(ascii)}});
    Code code = std::move(ways.back());
    for (ways.pop_back(); !ways.empty(); ways.pop_back())
        code = either(std::move(ways.back()), std::move(code));
    return code;
}

/// The same set is kept once.
std::uint32_t RegexCompiler::set(Regex::ByteSet bytes)
{
    auto& sets = m_regex.m_sets;
    const auto found = std::ranges::find(sets, bytes);
    const auto at = found - sets.begin();
    if (found == sets.end())
        sets.push_back(bytes);
    return static_cast<std::uint32_t>(at);
}

/// \d, \w, \s and \D, \W, \S.
std::optional<Characters> RegexCompiler::classOf(char letter)
{
    switch (letter) {
    case 'd':
        return Characters::digits();
    case 'w':
        return Characters::words();
    case 's':
        return Characters::spaces();
    case 'D':
        return Characters::digits().inverted();
    case 'W':
        return Characters::words().inverted();
    case 'S':
        return Characters::spaces().inverted();
    default:
        return std::nullopt;
    }
}

/// \n and its like, \x41, \x{20ac}, and every sign that stands for itself.
std::optional<char32_t> RegexCompiler::plainEscape(char letter)
{
    constexpr std::string_view letters = "afnrtv";
    constexpr std::string_view meanings = "\a\f\n\r\t\v";
    if (const auto at = letters.find(letter); at != std::string_view::npos)
        return static_cast<unsigned char>(meanings[at]);
    if (letter == 'x' || letter == 'u') {
        const bool inBraces = takeIf("{");
        const auto digits = m_rest.substr(0, inBraces ? m_rest.find('}') : letter == 'x' ? 2 : 4);
        unsigned value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        m_rest.remove_prefix(digits.size());
        const bool closed = !inBraces || takeIf("}");
        if (error != std::errc() || end != digits.data() + digits.size() || !closed || value > Characters::kLast)
            fail("a character's number is wrong");
        return value;
    }
    return isAsciiLetterOrDigit(letter) ? std::nullopt : std::optional<char32_t>(static_cast<unsigned char>(letter));
}

RegexCompiler::Code RegexCompiler::escaped()
{
    take();
    if (!m_rest.empty() && (static_cast<unsigned char>(m_rest.front()) & 0x80U) != 0) {
        const auto character = takeCharacter();
        return one({{character, character}});
    }
    const char letter = take();
    if (const auto characters = classOf(letter))
        return one(*characters);
    if (letter == 'b')
        return {{Kind::WordEdge}};
    if (letter == 'B')
        return {{Kind::NotWordEdge}};
    const auto character = plainEscape(letter);
    if (!character)
        fail("\"\\" + std::string(1, letter) + "\" is not known without ripgrep on the host");
    return one({{character.value_or(0), character.value_or(0)}});
}

/// What a backslash means between brackets.
Characters RegexCompiler::escapedInClass()
{
    const char letter = take();
    if (const auto characters = classOf(letter))
        return *characters;
    const auto character = plainEscape(letter);
    if (!character)
        fail("\"\\" + std::string(1, letter) + "\" is not known between brackets without ripgrep on the host");
    return Characters{{character.value_or(0), character.value_or(0)}};
}

/// "alpha:]" of "[:alpha:]", which is about ASCII.
Characters RegexCompiler::namedClass()
{
    struct Named {
        std::string_view name;
        Characters characters;
    };
    static const std::array<Named, 14> all{{{"alnum:]", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}},
                                            {"alpha:]", {{'A', 'Z'}, {'a', 'z'}}},
                                            {"ascii:]", {{0, 0x7f}}},
                                            {"blank:]", {{'\t', '\t'}, {' ', ' '}}},
                                            {"cntrl:]", {{0, 0x1f}, {0x7f, 0x7f}}},
                                            {"digit:]", {{'0', '9'}}},
                                            {"graph:]", {{'!', '~'}}},
                                            {"lower:]", {{'a', 'z'}}},
                                            {"print:]", {{' ', '~'}}},
                                            {"punct:]", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
                                            {"space:]", {{'\t', '\r'}, {' ', ' '}}},
                                            {"upper:]", {{'A', 'Z'}}},
                                            {"word:]", {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}},
                                            {"xdigit:]", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}}}};
    const bool negated = takeIf("^");
    for (const auto& [name, characters] : all)
        if (takeIf(name))
            return negated ? characters.inverted() : characters;
    fail("a class with a name, as [:alpha:], is not known");
    return {};
}

RegexCompiler::Code RegexCompiler::bracketed()
{
    take();
    const bool negated = takeIf("^");
    Characters all;
    for (bool first = true; m_problem.empty() && (first || !m_rest.starts_with(']')); first = false) {
        if (m_rest.empty()) {
            fail("a \"[\" is never closed");
            return {};
        }
        if (takeIf("[:")) {
            all.add(namedClass());
            continue;
        }
        if (m_rest.starts_with('[') || m_rest.starts_with("&&") || m_rest.starts_with("--") ||
            m_rest.starts_with("~~")) {
            fail("brackets within brackets and what combines them are not known without ripgrep on the host; a \"[\" "
                 "that stands for itself needs a backslash");
            return {};
        }
        auto low = takeIf("\\") ? escapedInClass() : Characters();
        if (low.ranges().empty() && m_problem.empty()) {
            const auto character = takeCharacter();
            low = Characters{{character, character}};
        }
        const bool isOne = low.ranges().size() == 1 && low.ranges().front().first == low.ranges().front().last;
        if (isOne && m_rest.size() > 1 && m_rest.front() == '-' && m_rest[1] != ']' && m_rest[1] != '-') {
            take();
            const auto high = takeIf("\\") ? escapedInClass() : Characters();
            const char32_t from = low.ranges().front().first;
            const char32_t to = high.ranges().empty() ? takeCharacter() : high.ranges().front().first;
            if (to < from)
                fail("a range in brackets is backwards");
            low = Characters{{from, std::max(from, to)}};
        }
        all.add(low);
    }
    take();
    if (!m_options.caseSensitive)
        all = all.withBothCases();
    if (!negated)
        return one(std::move(all));
    all.add({'\n', '\n'});
    return one(all.inverted());
}

} // namespace kalpana::bridge::server
