#include "remote/bridge/server/code_server/version_use.h"

#include "remote/bridge/protocol/message.h"
#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/process_stat.h"
#include "remote/bridge/server/os/unique_fd.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/file.h>

namespace kalpana::bridge::server {

namespace {

using protocol::Json;

Outcome<UniqueFd> lock(const std::string& folder)
{
    if (const auto made = makeFolders(folder); !made)
        return std::unexpected(made.error());
    UniqueFd file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    while (file && ::flock(file.get(), LOCK_EX) != 0)
        if (errno != EINTR)
            return systemFailed(folder);
    if (!file)
        return systemFailed(folder);
    return file;
}

/// Even without a record: one that an older bridge has started.
bool runsFrom(const std::string& folder)
{
    for (const auto& process : allProcesses()) {
        std::array<char, 4096> program;
        const auto link = "/proc/" + std::to_string(process.pid) + "/exe";
        const ssize_t size = ::readlink(link.c_str(), program.data(), program.size());
        if (size > 0 && std::string_view(program.data(), static_cast<std::size_t>(size)).starts_with(folder + '/'))
            return true;
    }
    return false;
}

} // namespace

std::string VersionUse::fileOf(const std::string& id) const
{
    return m_workspaces + '/' + id + "/state/code-server-versions.json";
}

std::set<std::string> VersionUse::ofWorkspace(const std::string& id) const
{
    std::set<std::string> versions;
    const auto json = protocol::parseJson(readSmallFile(fileOf(id)));
    if (json.is_array())
        for (const auto& version : json)
            if (version.is_string())
                versions.insert(version.get<std::string>());
    return versions;
}

Outcome<void> VersionUse::add(const std::string& version) const
{
    const auto locked = lock(m_versions);
    if (!locked)
        return std::unexpected(locked.error());
    auto versions = ofWorkspace(m_id);
    if (!versions.insert(version).second)
        return {};
    if (const auto made = makeFolders(m_workspaces + '/' + m_id + "/state"); !made)
        return made;
    return replaceFile(fileOf(m_id), Json(versions).dump());
}

Outcome<std::vector<std::string>> VersionUse::keep(const std::set<std::string>& needed,
                                                   const std::vector<std::string>& there,
                                                   const std::string& temporary) const
{
    const auto locked = lock(m_versions);
    if (!locked)
        return std::unexpected(locked.error());
    if (const auto saved = replaceFile(fileOf(m_id), Json(needed).dump()); !saved)
        return std::unexpected(saved.error());
    auto all = needed;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(m_workspaces.c_str()), ::closedir);
    if (folder == nullptr)
        return systemFailed(m_workspaces);
    while (const dirent* entry = ::readdir(folder.get()))
        if (entry->d_name[0] != '.')
            all.merge(ofWorkspace(entry->d_name));
    std::vector<std::string> unused;
    for (const auto& version : there) {
        const auto path = m_versions + '/' + version;
        const auto aside = temporary + '.' + std::to_string(unused.size());
        if (!all.contains(version) && !runsFrom(path) && ::rename(path.c_str(), aside.c_str()) == 0)
            unused.push_back(aside);
    }
    return unused;
}

} // namespace kalpana::bridge::server
