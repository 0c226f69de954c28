#include "remote/bridge/server/files/diff.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace kalpana::bridge::server {

namespace {

/// A line without its line feed, and whether it had one.
using TextLine = std::pair<std::string_view, bool>;

TextLine takeLine(std::string_view& text)
{
    const auto end = text.find('\n');
    const TextLine line{text.substr(0, end), end != std::string_view::npos};
    text.remove_prefix(line.second ? end + 1 : text.size());
    return line;
}

std::vector<TextLine> linesOf(std::string_view text)
{
    std::vector<TextLine> lines;
    while (!text.empty())
        lines.push_back(takeLine(text));
    return lines;
}

/// "12,3" or "12", which is "12,1"; taken off `text`.
std::optional<std::pair<std::uint64_t, std::uint64_t>> takeRange(std::string_view& text)
{
    std::pair<std::uint64_t, std::uint64_t> range{0, 1};
    const auto number = [&text](std::uint64_t& value) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        return error == std::errc();
    };
    if (!number(range.first))
        return std::nullopt;
    if (text.starts_with(',')) {
        text.remove_prefix(1);
        if (!number(range.second))
            return std::nullopt;
    }
    return range;
}

/// Reads hunk after hunk; the first that is wrong ends it.
class Parser final {
public:
    explicit Parser(std::string_view text) : m_rest(text) {}

    Outcome<Diff> parse()
    {
        Diff diff;
        bool sawName = false;
        while (!m_rest.empty() && m_problem.empty()) {
            const auto line = next();
            if (line.starts_with("--- ") || line.starts_with("diff ")) {
                if (!diff.hunks.empty())
                    m_problem = "it is about more than one file";
            } else if (line.starts_with("+++ ")) {
                if (std::exchange(sawName, true))
                    m_problem = "it is about more than one file";
            } else if (line.starts_with("@@")) {
                diff.hunks.push_back(hunk(line));
            } else if (!diff.hunks.empty() && !line.empty() && !line.starts_with("index ")) {
                m_problem = "a hunk is longer than its first line says";
            }
        }
        if (m_problem.empty() && diff.hunks.empty())
            m_problem = "there is no line that begins with @@";
        if (!m_problem.empty())
            return failed(Code::BadRequest,
                          "The diff can't be used: " + m_problem + " (line " + std::to_string(m_line) + " of it).",
                          "diff");
        return diff;
    }

private:
    std::string_view next()
    {
        ++m_line;
        return takeLine(m_rest).first;
    }

    Diff::Hunk hunk(std::string_view head)
    {
        Diff::Hunk hunk;
        std::uint64_t newLines = 0;
        if (!readHead(head, hunk, newLines)) {
            m_problem = "a hunk must begin as \"@@ -1,3 +1,4 @@\"";
            return hunk;
        }
        auto oldLeft = hunk.oldLines;
        while (oldLeft != 0 || newLines != 0 || m_rest.starts_with('\\')) {
            if (m_rest.empty()) {
                m_problem = "its last hunk is shorter than its first line says";
                break;
            }
            auto line = next();
            const char kind = line.empty() ? ' ' : line.front(); // editors cut the space off an empty line
            line.remove_prefix(line.empty() ? 0 : 1);
            if (kind == '\\') {
                if (!hunk.lines.empty())
                    hunk.lines.back().ended = false;
                continue;
            }
            const bool isOld = kind == ' ' || kind == '-';
            const bool isNew = kind == ' ' || kind == '+';
            if ((!isOld && !isNew) || (isOld && oldLeft == 0) || (isNew && newLines == 0)) {
                m_problem = isOld || isNew ? "a hunk is longer than its first line says"
                                           : "a line begins with none of ' ', '-', '+'";
                break;
            }
            oldLeft -= isOld ? 1 : 0;
            newLines -= isNew ? 1 : 0;
            hunk.lines.push_back({kind, line, true});
        }
        return hunk;
    }

    static bool readHead(std::string_view head, Diff::Hunk& hunk, std::uint64_t& newLines)
    {
        constexpr std::string_view before = "@@ -";
        if (!head.starts_with(before))
            return false;
        head.remove_prefix(before.size());
        const auto old = takeRange(head);
        if (!old || !head.starts_with(" +"))
            return false;
        head.remove_prefix(2);
        const auto now = takeRange(head);
        if (!now || !head.starts_with(" @@"))
            return false;
        hunk.oldStart = old->first;
        hunk.oldLines = old->second;
        newLines = now->second;
        return true;
    }

    std::string_view m_rest;
    std::string m_problem;
    std::size_t m_line = 0;
};

/// The lines that a hunk wants to find.
std::vector<TextLine> wanted(const Diff::Hunk& hunk)
{
    std::vector<TextLine> lines;
    for (const auto& line : hunk.lines)
        if (line.kind != '+')
            lines.emplace_back(line.text, line.ended);
    return lines;
}

bool isAt(const std::vector<TextLine>& lines, const std::vector<TextLine>& part, std::size_t at)
{
    return at + part.size() <= lines.size() &&
           std::equal(part.begin(), part.end(), lines.begin() + static_cast<std::ptrdiff_t>(at));
}

/// Where a hunk fits, from `from` on: where it says, else at the only place there is.
std::optional<std::size_t> placeOf(const Diff::Hunk& hunk, const std::vector<TextLine>& lines, std::size_t from)
{
    const auto part = wanted(hunk);
    const auto said = part.empty() ? hunk.oldStart : hunk.oldStart - std::min<std::uint64_t>(hunk.oldStart, 1);
    if (said >= from && said <= lines.size() && isAt(lines, part, said))
        return said;
    std::optional<std::size_t> only;
    for (std::size_t at = from; !part.empty() && at + part.size() <= lines.size(); ++at) {
        if (!isAt(lines, part, at))
            continue;
        if (only)
            return std::nullopt;
        only = at;
    }
    return only;
}

void append(std::string& out, const TextLine& line)
{
    out += line.first;
    if (line.second)
        out += '\n';
}

} // namespace

Outcome<Diff> parseDiff(std::string_view text)
{
    return Parser(text).parse();
}

Outcome<std::string> applied(const Diff& diff, std::string_view text, std::string_view shown)
{
    const auto lines = linesOf(text);
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    for (std::size_t number = 0; number < diff.hunks.size(); ++number) {
        const auto& hunk = diff.hunks[number];
        const auto place = placeOf(hunk, lines, at);
        if (!place)
            return failed(Code::NoMatch,
                          "Hunk " + std::to_string(number + 1) + " of the diff does not fit " + std::string(shown) +
                              ": its lines are not there, or in several places. Read the file again.",
                          "diff");
        for (; at < *place; ++at)
            append(out, lines[at]);
        for (const auto& line : hunk.lines) {
            if (line.kind != '-')
                append(out, {line.text, line.ended});
            at += line.kind == '+' ? 0 : 1;
        }
    }
    for (; at < lines.size(); ++at)
        append(out, lines[at]);
    return out;
}

} // namespace kalpana::bridge::server
