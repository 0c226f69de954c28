#include "remote/bridge/server/files/pattern.h"

#include <optional>

namespace kalpana::bridge::server {

namespace {

/// Whether `character` is in the class at the start of `glob` ("[a-z]…"); `glob` is moved behind it. Nothing where it
/// is no class.
std::optional<bool> matchesClass(std::string_view& glob, char character)
{
    std::size_t at = 1;
    const bool negated = at < glob.size() && (glob[at] == '!' || glob[at] == '^');
    at += negated ? 1 : 0;
    bool found = false;
    for (bool first = true; at < glob.size() && (first || glob[at] != ']'); first = false) {
        if (glob[at] == '\\' && at + 1 < glob.size())
            ++at;
        const char low = glob[at++];
        char high = low;
        if (at + 1 < glob.size() && glob[at] == '-' && glob[at + 1] != ']') {
            high = glob[at + 1];
            at += 2;
        }
        found = found || (low <= character && character <= high);
    }
    if (at >= glob.size())
        return std::nullopt;
    glob.remove_prefix(at + 1);
    return found != negated && character != '/';
}

/// "*" stops at a slash, "**" does not. Goes back to the last star only (and the last double star), so that no pattern
/// takes for ever.
bool matchesGlob(std::string_view glob, std::string_view path)
{
    struct Return {
        std::string_view glob;
        std::string_view path;
    };
    std::optional<Return> star;
    std::optional<Return> doubleStar;
    for (;;) {
        if (glob.starts_with("**/") || glob == "**") {
            glob.remove_prefix(2);
            if (glob.empty())
                return !path.empty();
            glob.remove_prefix(1);
            doubleStar = Return{glob, path};
            star.reset();
            continue;
        }
        if (glob.starts_with('*')) {
            while (glob.starts_with('*'))
                glob.remove_prefix(1);
            star = Return{glob, path};
            continue;
        }
        if (glob.empty() && path.empty())
            return true;
        bool same = false;
        if (!glob.empty() && !path.empty()) {
            auto rest = glob;
            if (const auto inClass = glob.front() == '[' ? matchesClass(rest, path.front()) : std::nullopt) {
                same = *inClass;
            } else if (glob.front() == '?') {
                same = path.front() != '/';
                rest.remove_prefix(1);
            } else {
                if (glob.front() == '\\' && glob.size() > 1)
                    rest.remove_prefix(1);
                same = rest.front() == path.front();
                rest.remove_prefix(1);
            }
            if (same) {
                glob = rest;
                path.remove_prefix(1);
                continue;
            }
        }
        if (star && !star->path.empty() && star->path.front() != '/') {
            star->path.remove_prefix(1);
            glob = star->glob;
            path = star->path;
            continue;
        }
        const auto slash = doubleStar ? doubleStar->path.find('/') : std::string_view::npos;
        if (slash == std::string_view::npos)
            return false;
        doubleStar->path.remove_prefix(slash + 1);
        glob = doubleStar->glob;
        path = doubleStar->path;
        star.reset();
    }
}

} // namespace

Pattern::Pattern(std::string_view text)
{
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    while (text.ends_with(' ') && !text.ends_with("\\ "))
        text.remove_suffix(1);
    if (text.starts_with('#'))
        return;
    m_negated = text.starts_with('!');
    text.remove_prefix(m_negated ? 1 : 0);
    m_foldersOnly = text.ends_with('/');
    text.remove_suffix(m_foldersOnly ? 1 : 0);
    const bool anchored = text.find('/') != std::string_view::npos;
    if (text.starts_with('/'))
        text.remove_prefix(1);
    m_glob = anchored || text.empty() ? std::string(text) : "**/" + std::string(text);
}

bool Pattern::matches(std::string_view path, bool isFolder) const
{
    return (isFolder || !m_foldersOnly) && !m_glob.empty() && matchesGlob(m_glob, path);
}

} // namespace kalpana::bridge::server
