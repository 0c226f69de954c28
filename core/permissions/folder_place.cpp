#include "core/permissions/folder_place.h"

#include <algorithm>

namespace kalpana::permissions {

namespace {

constexpr std::size_t mostPlaces = 8;

bool leavesFolder(std::string_view clean)
{
    return clean.starts_with('/') || clean == ".." || clean.starts_with("../");
}

bool hasDotPattern(std::string_view path)
{
    for (std::size_t at = 0; at < path.size();) {
        const auto end = std::min(path.size(), path.find('/', at));
        const auto name = path.substr(at, end - at);
        if (name.starts_with('.') && name.find_first_of("*?[") != std::string_view::npos)
            return true;
        at = end + 1;
    }
    return false;
}

} // namespace

std::string cleanPath(std::string_view path)
{
    if (path.empty())
        return {};
    const bool absolute = path.starts_with('/');
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= path.size();) {
        const auto end = std::min(path.size(), path.find('/', at));
        const auto part = path.substr(at, end - at);
        at = end + 1;
        if (part.empty() || part == ".")
            continue;
        if (part == ".." && !parts.empty() && parts.back() != "..")
            parts.pop_back();
        else if (part != ".." || !absolute)
            parts.push_back(part);
    }
    std::string clean = absolute ? "/" : "";
    for (const auto part : parts) {
        if (!clean.empty() && !clean.ends_with('/'))
            clean += '/';
        clean += part;
    }
    return clean;
}

std::string FolderPlace::from(const std::string& place, std::string_view path) const
{
    auto whole = path.starts_with('/') ? cleanPath(path)
                                       : cleanPath(place.empty() ? std::string(path) : place + '/' + std::string(path));
    if (!m_workspace.empty() && (whole == m_workspace || whole.starts_with(m_workspace + '/')))
        whole.erase(0, std::min(whole.size(), m_workspace.size() + 1));
    return whole;
}

FolderPlace::Where FolderPlace::where(std::string_view path) const
{
    if (m_unknown && !path.starts_with('/'))
        return Where::Unknown;
    return std::ranges::any_of(m_places, [&](const auto& place) { return leavesFolder(from(place, path)); })
               ? Where::Outside
               : Where::Inside;
}

FolderPlace::Where FolderPlace::where(const Word& word) const
{
    if (word.tilde)
        return Where::Outside;
    if (!word.known && !word.glob)
        return Where::Unknown;
    // Some shells find ".." for ".*" and ".?".
    if (word.glob && (word.source.find_first_of("$`{") != std::string::npos || hasDotPattern(word.text)))
        return Where::Unknown;
    return where(std::string_view(word.text)); // a pattern finds nothing above what stands before it
}

std::vector<std::string> FolderPlace::inside(std::string_view path) const
{
    std::vector<std::string> found;
    for (const auto& place : m_places)
        if (auto whole = from(place, path); !leavesFolder(whole) && std::ranges::find(found, whole) == found.end())
            found.push_back(std::move(whole));
    return found;
}

void FolderPlace::change(const Word& folder)
{
    if (!folder.known || folder.tilde || folder.text.starts_with('-') || folder.text.empty() ||
        m_places.size() >= mostPlaces) {
        m_unknown = true;
        return;
    }
    const auto before = m_places;
    for (const auto& place : before)
        if (auto whole = from(place, folder.text);
            std::ranges::find(m_places, whole) == m_places.end() && m_places.size() < mostPlaces)
            m_places.push_back(std::move(whole));
        else if (m_places.size() >= mostPlaces)
            m_unknown = true;
}

} // namespace kalpana::permissions
