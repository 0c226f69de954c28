#include "remote/bridge/server/processes/workspace_processes.h"

#include <algorithm>
#include <array>
#include <set>
#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

/// Where a process runs; empty where that is not to be known: it is another user's.
std::string folderOf(pid_t pid)
{
    std::array<char, 4096> path{};
    const ssize_t length = ::readlink(("/proc/" + std::to_string(pid) + "/cwd").c_str(), path.data(), path.size());
    return {path.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
}

bool isBelow(const std::string& folder, const std::string& root)
{
    return folder.starts_with(root) && (folder.size() == root.size() || root == "/" || folder[root.size()] == '/');
}

} // namespace

std::vector<ProcessStat> workspaceProcesses(const std::string& root, pid_t adopted)
{
    const auto all = allProcesses();
    const auto self = ::getpid();
    std::set<pid_t> found{self};
    for (const auto& process : all)
        if (process.pid == adopted || isBelow(folderOf(process.pid), root))
            found.insert(process.pid);
    for (bool grown = true; grown;) {
        grown = false;
        for (const auto& process : all)
            if (found.contains(process.parent))
                grown = found.insert(process.pid).second || grown;
    }
    std::vector<ProcessStat> processes;
    for (const auto& process : all)
        if (process.pid != self && found.contains(process.pid))
            processes.push_back(process);
    return processes;
}

} // namespace kalpana::bridge::server
