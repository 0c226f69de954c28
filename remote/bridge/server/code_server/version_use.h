#pragma once

#include "remote/bridge/server/os/system_failure.h"

#include <set>
#include <string>
#include <vector>

namespace kalpana::bridge::server {

/// Which versions of code-server the workspaces of this user need. Each workspace has a file that names its own; who
/// looks at all of them, or changes one, holds the folder of the versions locked (flock(2), so that nobody who was
/// killed holds it). Blocks; any thread.
class VersionUse final {
public:
    /// The folders of the versions and of the workspaces, and the workspace whose bridge this is.
    VersionUse(std::string versions, std::string workspaces, std::string id)
        : m_versions(std::move(versions)), m_workspaces(std::move(workspaces)), m_id(std::move(id))
    {
    }

    /// From here on nobody collects this one. Called before it is installed or started.
    [[nodiscard]] Outcome<void> add(const std::string& version) const;
    /// This workspace needs these only. The others of `there` which no other workspace needs and of which nothing runs
    /// get a name by which nobody finds them; what is returned is to be removed.
    [[nodiscard]] Outcome<std::vector<std::string>> keep(const std::set<std::string>& needed,
                                                         const std::vector<std::string>& there,
                                                         const std::string& temporary) const;

private:
    [[nodiscard]] std::string fileOf(const std::string& id) const;
    [[nodiscard]] std::set<std::string> ofWorkspace(const std::string& id) const;

    std::string m_versions;
    std::string m_workspaces;
    std::string m_id;
};

} // namespace kalpana::bridge::server
