#include "remote/bridge/server/files/pattern.h"

#include <array>
#include <optional>

namespace kalpana::bridge::server {

namespace {

constexpr std::string_view kSpecial = "*?[\\";

/// [:alpha:] and its like, in ASCII (the C locale).
std::optional<bool> isInNamedClass(std::string_view name, unsigned char byte)
{
    const bool lower = byte >= 'a' && byte <= 'z';
    const bool upper = byte >= 'A' && byte <= 'Z';
    const bool digit = byte >= '0' && byte <= '9';
    const bool graph = byte > ' ' && byte < 0x7f;
    if (name == "alnum")
        return lower || upper || digit;
    if (name == "alpha")
        return lower || upper;
    if (name == "blank")
        return byte == ' ' || byte == '\t';
    if (name == "cntrl")
        return byte < ' ' || byte == 0x7f;
    if (name == "digit")
        return digit;
    if (name == "graph")
        return graph;
    if (name == "lower")
        return lower;
    if (name == "print")
        return graph || byte == ' ';
    if (name == "punct")
        return graph && !lower && !upper && !digit;
    if (name == "space")
        return byte == ' ' || (byte >= '\t' && byte <= '\r');
    if (name == "upper")
        return upper;
    if (name == "xdigit")
        return digit || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
    return std::nullopt;
}

/// Whether a byte is in the class at the start of `glob` ("[a-z]…"), which is moved behind it. Nothing where that is no
/// class: then nothing matches.
std::optional<bool> takeClass(std::string_view& glob, char signedByte)
{
    const auto byte = static_cast<unsigned char>(signedByte);
    std::size_t at = 1;
    const bool negated = at < glob.size() && (glob[at] == '!' || glob[at] == '^');
    at += negated ? 1 : 0;
    bool found = false;
    unsigned char before = 0; // where a range may begin
    for (bool first = true; first || (at < glob.size() && glob[at] != ']'); first = false) {
        if (at >= glob.size())
            return std::nullopt;
        if (glob[at] == '-' && before != 0 && at + 1 < glob.size() && glob[at + 1] != ']') {
            at += glob[at + 1] == '\\' ? 2 : 1;
            if (at >= glob.size())
                return std::nullopt;
            found = found || (before <= byte && byte <= static_cast<unsigned char>(glob[at]));
            before = 0;
            ++at;
            continue;
        }
        if (glob.substr(at).starts_with("[:")) {
            const auto end = glob.find(']', at + 2);
            if (end == std::string_view::npos)
                return std::nullopt;
            if (glob[end - 1] == ':' && end >= at + 3) {
                const auto known = isInNamedClass(glob.substr(at + 2, end - at - 3), byte);
                if (!known)
                    return std::nullopt;
                found = found || *known;
                before = 0;
                at = end + 1;
                continue;
            }
        }
        at += glob[at] == '\\' ? 1 : 0;
        if (at >= glob.size())
            return std::nullopt;
        before = static_cast<unsigned char>(glob[at]);
        found = found || before == byte;
        ++at;
    }
    if (at >= glob.size())
        return std::nullopt;
    glob.remove_prefix(at + 1);
    return found != negated;
}

/// Whether the first character of a glob that is not empty matches a byte; it is moved behind that.
std::optional<bool> takeOne(std::string_view& glob, char byte, Slashes slashes)
{
    const bool isBorder = byte == '/' && slashes == Slashes::Count;
    switch (glob.front()) {
    case '[': {
        const auto inClass = takeClass(glob, byte);
        return inClass ? std::optional(*inClass && !isBorder) : std::nullopt;
    }
    case '?':
        glob.remove_prefix(1);
        return !isBorder;
    case '\\':
        glob.remove_prefix(1);
        if (glob.empty())
            return std::nullopt;
        [[fallthrough]];
    default: {
        const bool same = glob.front() == byte;
        glob.remove_prefix(1);
        return same;
    }
    }
}

/// The line without the blanks at its end, but for those that a backslash keeps.
std::string_view withoutBlanks(std::string_view line)
{
    std::size_t end = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == ' ')
            continue;
        at += line[at] == '\\' ? 1 : 0;
        end = at + 1;
    }
    return line.substr(0, end);
}

} // namespace

bool matchesGlob(std::string_view glob, std::string_view text, Slashes slashes)
{
    struct Return {
        std::string_view glob;
        std::string_view text;
    };
    std::optional<Return> star;
    std::optional<Return> doubleStar;
    for (bool atBorder = true;;) { // in the glob: at its start, or behind a slash
        if (glob.starts_with('*')) {
            const auto stars = std::min(glob.find_first_not_of('*'), glob.size());
            glob.remove_prefix(stars);
            if (slashes == Slashes::AreLikeOthers && glob.empty())
                return true;
            const bool crosses =
                slashes == Slashes::Count && atBorder && stars > 1 && (glob.empty() || glob.front() == '/');
            if (crosses && glob.empty())
                return true;
            if (crosses) {
                glob.remove_prefix(1);
                doubleStar = Return{glob, text};
                star.reset();
            } else {
                star = Return{glob, text};
                atBorder = false;
            }
            continue;
        }
        if (glob.empty() && text.empty())
            return true;
        if (!glob.empty() && !text.empty()) {
            auto rest = glob;
            const auto same = takeOne(rest, text.front(), slashes);
            if (!same)
                return false;
            if (*same) {
                atBorder = glob.front() == '/';
                glob = rest;
                text.remove_prefix(1);
                continue;
            }
        }
        if (star && !star->text.empty() && (slashes == Slashes::AreLikeOthers || star->text.front() != '/')) {
            star->text.remove_prefix(1);
            glob = star->glob;
            text = star->text;
            atBorder = false;
            continue;
        }
        const auto slash = doubleStar ? doubleStar->text.find('/') : std::string_view::npos;
        if (slash == std::string_view::npos)
            return false;
        doubleStar->text.remove_prefix(slash + 1);
        glob = doubleStar->glob;
        text = doubleStar->text;
        star.reset();
        atBorder = true;
    }
}

Pattern::Pattern(std::string_view line)
{
    if (line.starts_with('#'))
        return;
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    line = withoutBlanks(line);
    m_negated = line.starts_with('!');
    line.remove_prefix(m_negated ? 1 : 0);
    m_foldersOnly = line.ends_with('/');
    line.remove_suffix(m_foldersOnly ? 1 : 0);
    if (line.empty())
        return;
    const auto special = line.find_first_of(kSpecial);
    if (line.find('/') == std::string_view::npos) {
        const bool isEnd =
            special == 0 && line.front() == '*' && line.find_first_of(kSpecial, 1) == std::string_view::npos;
        m_kind = special == std::string_view::npos ? Kind::Name : isEnd ? Kind::NameEnd : Kind::NameGlob;
        m_glob = line.substr(isEnd ? 1 : 0);
        return;
    }
    const std::size_t anchor = line.starts_with('/') ? 1 : 0;
    if (special == std::string_view::npos) {
        m_kind = line.size() > anchor ? Kind::Path : Kind::Empty;
        m_glob = line.substr(anchor);
        return;
    }
    // What is before the first special character is compared on its own, and so a "**" right behind it is one that
    // crosses slashes, whatever it follows: Git does the same.
    m_kind = Kind::PathGlob;
    m_start = line.substr(anchor, special - anchor);
    m_glob = line.substr(special);
}

bool Pattern::matches(std::string_view path, std::string_view name, bool isFolder) const
{
    if (m_foldersOnly && !isFolder)
        return false;
    switch (m_kind) {
    case Kind::Empty:
        return false;
    case Kind::Name:
        return name == m_glob;
    case Kind::NameEnd:
        return name.ends_with(m_glob);
    case Kind::NameGlob:
        return matchesGlob(m_glob, name, Slashes::AreLikeOthers);
    case Kind::Path:
        return path == m_glob;
    case Kind::PathGlob:
        return path.starts_with(m_start) && matchesGlob(m_glob, path.substr(m_start.size()), Slashes::Count);
    }
    return false;
}

} // namespace kalpana::bridge::server
