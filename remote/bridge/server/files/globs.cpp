#include "remote/bridge/server/files/globs.h"

#include <ranges>

namespace kalpana::bridge::server {

Globs::Globs(const std::vector<std::string>& include, const std::vector<std::string>& exclude)
{
    for (const auto& glob : include)
        m_patterns.emplace_back(glob);
    for (const auto& glob : exclude)
        m_patterns.emplace_back(glob.starts_with('!') ? glob : '!' + glob);
    for (const auto& pattern : m_patterns)
        m_includes = m_includes || !pattern.isNegated();
}

Globs::Says Globs::of(std::string_view path, bool isFolder) const
{
    for (const auto& pattern : std::views::reverse(m_patterns))
        if (pattern.matches(path, isFolder))
            return pattern.isNegated() ? Says::Exclude : Says::Include;
    return m_includes && !isFolder ? Says::Exclude : Says::Nothing;
}

} // namespace kalpana::bridge::server
