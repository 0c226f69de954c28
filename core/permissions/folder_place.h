#pragma once

#include "core/permissions/shell_command.h"

#include <string>
#include <string_view>
#include <vector>

namespace kalpana::permissions {

/// Without ".", empty parts and what ".." takes back: "a/../b" is "b", "../x" stays, "/.." is "/". Symbolic links are
/// not known here; the bridge refuses those that lead outside.
[[nodiscard]] std::string cleanPath(std::string_view path);

/// Where a line's commands may stand, as far as cd tells: the workspace's folder, and what was changed to since. As
/// subshells and branches are not followed, a place is only ever added.
class FolderPlace final {
public:
    /// `workspace` is the absolute path of the workspace's folder; empty: not known, and no absolute path is inside.
    explicit FolderPlace(const std::string& workspace) : m_workspace(cleanPath(workspace)) {}

    enum class Where { Inside, Outside, Unknown };
    /// Where a path leads from each place that it may be used in; one that leads outside from any of them is outside.
    [[nodiscard]] Where where(const Word& word) const;
    /// The same for a path as the program gets it.
    [[nodiscard]] Where where(std::string_view path) const;
    /// The paths below the workspace that a known word may mean; of those inside only.
    [[nodiscard]] std::vector<std::string> inside(std::string_view path) const;
    void change(const Word& folder);

private:
    [[nodiscard]] std::string from(const std::string& place, std::string_view path) const;

    std::string m_workspace;
    std::vector<std::string> m_places{std::string()}; ///< Relative to the workspace; "../x" and "/x" are outside.
    bool m_unknown = false;
};

} // namespace kalpana::permissions
