#pragma once

#include "remote/bridge/server/files/root.h"

#include <string>
#include <vector>

namespace kalpana::bridge::server {

/// The folders in which clones are made, before they get their names: a folder with its name is a whole one, whatever
/// is killed when. A note of each lies in `folder`, so that what a killed bridge left in the workspace is found. Any
/// thread; nothing is held here.
class UnfinishedClones final {
public:
    /// `folder`: of our own, beside the workspace and not in it; made when it is first needed.
    UnfinishedClones(const Root& root, std::string folder) : m_root(root), m_folder(std::move(folder)) {}

    /// The name of a folder to clone into, in the same folder as `path` (from the root), noted down before it is made.
    [[nodiscard]] Outcome<std::string> begin(const std::string& path) const;
    /// It has its own name now, or was removed.
    void end(const std::string& name) const;

    /// Removes what others left behind. What can't be removed stays noted.
    void removeLeftovers(const std::vector<std::string>& leftovers) const;
    /// The names of those that are noted.
    [[nodiscard]] std::vector<std::string> noted() const;

private:
    const Root& m_root;
    std::string m_folder;
};

} // namespace kalpana::bridge::server
