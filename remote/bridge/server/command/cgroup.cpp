#include "remote/bridge/server/command/cgroup.h"

#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/process_stat.h"
#include "remote/bridge/server/os/split.h"

#include <charconv>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kMostMounts = 1U << 20U;
constexpr std::size_t kMostProcesses = 1U << 20U;
/// How deep the cgroups that a command has made below its own are looked for.
constexpr int kDeepest = 8;

/// The bridge's own cgroup of version 2 as a folder; empty where there is none.
std::string ownCgroup()
{
    std::string own;
    const auto mine = readSmallFile("/proc/self/cgroup");
    for (const auto line : splitWords(mine, '\n'))
        if (line.starts_with("0::/"))
            own = line.substr(3);
    if (own.empty() || own.find("/..") != std::string::npos) // outside the cgroup namespace
        return {};
    const auto mounts = readSmallFile("/proc/self/mountinfo", kMostMounts);
    for (const auto line : splitWords(mounts, '\n')) { // "36 35 98:0 ROOT POINT options … - cgroup2 …"
        const auto fields = splitWords(line, ' ');
        if (line.find(" - cgroup2 ") == std::string_view::npos || fields.size() < 5 || fields[4].contains('\\'))
            continue;
        const auto root = fields[3] == "/" ? std::string_view() : fields[3];
        if (own.starts_with(root) && (own.size() == root.size() || own[root.size()] == '/'))
            return std::string(fields[4]) + own.substr(root.size());
    }
    return {};
}

bool writeTo(int folder, const char* name, std::string_view text)
{
    const UniqueFd file(::openat(folder, name, O_WRONLY | O_CLOEXEC));
    return file && writeAll(file.get(), text);
}

std::string read(int folder, const char* name)
{
    return readSmallFile("/proc/self/fd/" + std::to_string(folder) + '/' + name, kMostProcesses);
}

std::shared_ptr<Cgroup> opened(const std::string& path)
{
    UniqueFd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder || ::faccessat(folder.get(), "cgroup.kill", W_OK, 0) != 0) // none before Linux 5.14
        return nullptr;
    return std::make_shared<Cgroup>(path, std::move(folder));
}

std::vector<std::string> foldersIn(const std::string& path)
{
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
    while (const dirent* entry = folder != nullptr ? ::readdir(folder.get()) : nullptr)
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
            names.emplace_back(entry->d_name);
    return names;
}

/// The files of a cgroup go with it; only cgroups below it are in the way.
bool removeCgroup(const std::string& path, int depth)
{
    if (::rmdir(path.c_str()) == 0 || errno == ENOENT)
        return true;
    if (depth < kDeepest)
        for (const auto& name : foldersIn(path))
            (void)removeCgroup(path + '/' + name, depth + 1);
    return ::rmdir(path.c_str()) == 0;
}

/// "PID.STARTTIME.", by which a bridge is known for ever.
std::string lifeOf(pid_t pid)
{
    return std::to_string(pid) + '.' + std::to_string(startTimeOf(pid)) + '.';
}

} // namespace

std::vector<pid_t> Cgroup::processes() const
{
    std::vector<pid_t> found;
    const auto text = read(m_folder.get(), "cgroup.procs");
    for (const auto line : splitWords(text, '\n'))
        if (pid_t pid = 0; std::from_chars(line.data(), line.data() + line.size(), pid).ec == std::errc() && pid > 0)
            found.push_back(pid);
    return found;
}

bool Cgroup::populated() const
{
    return read(m_folder.get(), "cgroup.events").contains("populated 1");
}

void Cgroup::kill() const
{
    (void)writeTo(m_folder.get(), "cgroup.kill", "1");
}

void Cgroup::letGo() const
{
    for (const pid_t pid : processes())
        (void)writeTo(m_folder.get(), "../cgroup.procs", std::to_string(pid));
}

bool Cgroup::remove()
{
    if (!m_path.empty() && removeCgroup(m_path, 0))
        m_path.clear();
    return m_path.empty();
}

Cgroups::Cgroups(const std::string& owner)
{
    if (!owner.empty())
        m_own = ownCgroup();
    if (!m_own.empty())
        m_name = "kalpana." + std::to_string(std::hash<std::string>{}(owner)) + '.';
}

std::shared_ptr<Cgroup> Cgroups::make()
{
    if (m_name.empty())
        return nullptr;
    const auto path = m_own + '/' + m_name + lifeOf(::getpid()) + std::to_string(++m_count);
    auto cgroup = ::mkdir(path.c_str(), 0755) == 0 ? opened(path) : nullptr;
    if (!cgroup)
        ::rmdir(path.c_str());
    return cgroup;
}

std::vector<std::shared_ptr<Cgroup>> Cgroups::leftovers() const
{
    std::vector<std::shared_ptr<Cgroup>> found;
    if (m_name.empty())
        return found;
    for (const auto& name : foldersIn(m_own)) {
        if (!name.starts_with(m_name))
            continue;
        const auto life = std::string_view(name).substr(m_name.size());
        pid_t pid = 0;
        if (std::from_chars(life.data(), life.data() + life.size(), pid).ec == std::errc() && pid > 0 &&
            !life.starts_with(lifeOf(pid)))
            if (auto cgroup = opened(m_own + '/' + name))
                found.push_back(std::move(cgroup));
    }
    return found;
}

} // namespace kalpana::bridge::server
