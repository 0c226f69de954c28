#include "remote/bridge/server/files/ignore.h"

#include <algorithm>
#include <ranges>

namespace kalpana::bridge::server {

void IgnoreRules::enter(std::string_view folder, std::string_view text)
{
    File file{.prefix = folder.empty() ? 0 : folder.size() + 1};
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (Pattern pattern(text.substr(0, end)); !pattern.isEmpty())
            file.patterns.push_back(std::move(pattern));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    m_files.push_back(std::move(file));
}

bool IgnoreRules::ignores(std::string_view path, bool isFolder) const
{
    for (const auto& file : std::views::reverse(m_files))
        for (const auto& pattern : std::views::reverse(file.patterns))
            if (pattern.matches(path.substr(file.prefix), isFolder))
                return !pattern.isNegated();
    return false;
}

} // namespace kalpana::bridge::server
