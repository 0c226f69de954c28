#pragma once

#include "remote/bridge/server/os/unique_fd.h"

#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace kalpana::bridge::server {

/// A cgroup of version 2 (cgroups(7)) below the bridge's own. What starts in it can't leave it by forking, by a session
/// of its own or by another environment. Removed at the end where nothing is in it any more.
class Cgroup final {
public:
    /// Of a folder that is there.
    Cgroup(std::string path, UniqueFd folder) : m_path(std::move(path)), m_folder(std::move(folder)) {}
    Cgroup(const Cgroup&) = delete;
    Cgroup& operator=(const Cgroup&) = delete;
    ~Cgroup() { (void)remove(); }

    /// For SpawnSpec.
    [[nodiscard]] int folder() const { return m_folder.get(); }
    /// Those in it, without those in cgroups that they have made below it.
    [[nodiscard]] std::vector<pid_t> processes() const;
    /// Something lives in it or below it.
    [[nodiscard]] bool populated() const;
    /// SIGKILL for all in it and below it, at once: also for what is being forked meanwhile.
    void kill() const;
    /// What is left in it lives on in the bridge's own cgroup.
    void letGo() const;
    /// False while something is in it.
    bool remove();

private:
    std::string m_path; ///< empty: removed
    UniqueFd m_folder;
};

/// Makes them. Where the host has none of version 2, or this user may make none below the bridge's own, there are none.
class Cgroups final {
public:
    /// `owner` is what no other bridge has, nor had: the folder of a workspace's state. Empty: none are made.
    explicit Cgroups(const std::string& owner);

    /// Nothing where none can be made.
    [[nodiscard]] std::shared_ptr<Cgroup> make();
    /// Those of this owner's bridges that were killed.
    [[nodiscard]] std::vector<std::shared_ptr<Cgroup>> leftovers() const;

private:
    std::string m_name; ///< empty: none can be made
    std::string m_own;  ///< the bridge's own
    unsigned m_count = 0;
};

} // namespace kalpana::bridge::server
