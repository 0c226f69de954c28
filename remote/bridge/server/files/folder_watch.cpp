#include "remote/bridge/server/files/folder_watch.h"

#include "remote/bridge/server/files/folder_names.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <iterator>
#include <sys/inotify.h>

namespace kalpana::bridge::server {

namespace {

constexpr int kDeepest = 256;
constexpr std::uint32_t kMask = IN_CREATE | IN_DELETE | IN_MODIFY | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO |
                                IN_DELETE_SELF | IN_MOVE_SELF | IN_EXCL_UNLINK | IN_ONLYDIR;

std::unexpected<Failure> limit(const WatchSpec& spec, const std::string& why)
{
    const auto what = spec.path.empty() ? std::string("The workspace") : spec.path;
    return failed(Code::Limit, what + " can't be watched: " + why, "path");
}

std::unexpected<Failure> tooManyFolders(const WatchSpec& spec)
{
    return limit(spec, "there are too many folders in it. Watch a part of it, or leave out what Git ignores.");
}

std::unexpected<Failure> hostAllowsNoMore(const WatchSpec& spec, const char* setting)
{
    return limit(spec, std::string("this host lets no more be watched. Its administrator can raise ") + setting +
                           "; or watch a part of it, or leave out what Git ignores.");
}

} // namespace

FolderWatch::FolderWatch(const Root& root, WatchSpec spec, WatchBudget& budget)
    : m_root(root), m_spec(std::move(spec)), m_budget(budget)
{
}

FolderWatch::~FolderWatch()
{
    m_budget.folders += std::ssize(m_folders);
}

Outcome<std::unique_ptr<FolderWatch>> FolderWatch::start(const Root& root, WatchSpec spec, WatchBudget& budget,
                                                         const std::stop_token& stop)
{
    const auto path = root.relative(spec.path);
    if (!path)
        return std::unexpected(path.error());
    spec.path = *path;
    std::unique_ptr<FolderWatch> watch(new FolderWatch(root, std::move(spec), budget));
    if (const auto begun = watch->begin(stop); !begun)
        return std::unexpected(begun.error());
    return watch;
}

Outcome<void> FolderWatch::begin(const std::stop_token& stop)
{
    forgetAll();
    m_mustBeginAgain = false;
    m_inotify.reset(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!m_inotify && errno == EMFILE)
        return hostAllowsNoMore(m_spec, "fs.inotify.max_user_instances");
    if (!m_inotify)
        return systemFailed("The kernel's file events");
    const auto folder = m_root.open(m_spec.path, O_RDONLY | O_DIRECTORY);
    if (!folder)
        return std::unexpected(folder.error());
    return addFolder(*folder, m_spec.path, m_spec.respectIgnore ? rulesAbove(m_root, m_spec.path) : nullptr, nullptr, 0,
                     stop);
}

/// Watches an open folder and those below. `found`: what is in them is told, because it came while nobody watched.
Outcome<void> FolderWatch::addFolder(const UniqueFd& folder, const std::string& path, IgnoreRules::Pointer rules,
                                     Changes* found, int depth, const std::stop_token& stop)
{
    if (stop.stop_requested())
        return failed(Code::Cancelled, "The watch was cancelled.");
    if (m_budget.folders.fetch_sub(1) <= 0) {
        ++m_budget.folders;
        return tooManyFolders(m_spec);
    }
    // By the descriptor: the folder that we hold, whatever has its name by now.
    const auto self = "/proc/self/fd/" + std::to_string(folder.get());
    const int watch = ::inotify_add_watch(m_inotify.get(), self.c_str(), kMask);
    if (watch < 0 || m_folders.contains(watch))
        ++m_budget.folders;
    if (watch < 0 && errno == ENOSPC)
        return hostAllowsNoMore(m_spec, "fs.inotify.max_user_watches");
    if (watch < 0)
        return depth == 0 ? Outcome<void>(systemFailed(path.empty() ? "The workspace" : path))
                          : Outcome<void>(); // one that may not be read
    const FolderNames names(folder.get());   // after it is watched, so that nothing is missed
    if (m_spec.respectIgnore)
        rules = IgnoreRules::read(std::move(rules), path, folder.get(), names.contains(".gitignore"),
                                  names.contains(".git"));
    m_folders.insert_or_assign(watch, Folder{path, rules});
    if (path == m_spec.path)
        m_top = watch;
    for (std::size_t at = 0; at < names.size(); ++at) {
        const auto name = names[at];
        const bool isFolder = name.kind == Kind::Folder;
        const auto below = path.empty() ? std::string(name.text) : path + '/' + name.text;
        if (m_spec.respectIgnore && (name.view() == ".git" || rules->ignores(below, isFolder)))
            continue;
        if (found != nullptr)
            found->add(below, Changes::What::Created, isFolder);
        if (!isFolder || !m_spec.recursive || depth >= kDeepest)
            continue;
        const UniqueFd next(::openat(folder.get(), name.text, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!next)
            continue;
        if (auto added = addFolder(next, below, rules, found, depth + 1, stop); !added)
            return added;
    }
    return {};
}

Outcome<void> FolderWatch::addBelow(const Folder& parent, const char* name, Changes& changes,
                                    const std::stop_token& stop)
{
    const auto path = parent.path.empty() ? std::string(name) : parent.path + '/' + name;
    const auto place = m_root.find(path, Root::Missing::Refuse, Root::LastLink::Keep);
    const UniqueFd folder(
        place ? ::openat(place->folder.get(), place->name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
              : -1);
    return folder ? addFolder(folder, path, parent.rules, &changes, 1, stop) : Outcome<void>(); // it is gone again
}

Outcome<void> FolderWatch::take(Changes& changes, const std::stop_token& stop)
{
    alignas(inotify_event) std::array<char, 65536> buffer;
    for (;;) {
        const ssize_t size = ::read(m_inotify.get(), buffer.data(), buffer.size());
        if (size <= 0)
            break;
        for (const char* at = buffer.data(); at < buffer.data() + size;) {
            inotify_event event{};
            std::memcpy(&event, at, sizeof event);
            const char* name = event.len != 0 ? at + sizeof event : "";
            if (auto taken = takeOne(event.wd, event.mask, name, changes, stop); !taken)
                return taken;
            at += sizeof event + event.len;
        }
        if (m_mustBeginAgain)
            break;
    }
    if (!m_mustBeginAgain)
        return {};
    changes.lookAgain();
    return begin(stop);
}

Outcome<void> FolderWatch::takeOne(int watch, unsigned mask, const char* name, Changes& changes,
                                   const std::stop_token& stop)
{
    if ((mask & IN_Q_OVERFLOW) != 0) {
        m_mustBeginAgain = true;
        return {};
    }
    const auto known = m_folders.find(watch);
    if (known == m_folders.end())
        return {};
    if (watch == m_top && (mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0)
        return failed(Code::NotFound, (m_spec.path.empty() ? "The workspace's folder" : m_spec.path) + " is gone.",
                      "path");
    if ((mask & IN_IGNORED) != 0) {
        forget(watch);
        return {};
    }
    if (*name == '\0')
        return {};
    const Folder folder = known->second; // a copy: what comes may change the map
    const bool isFolder = (mask & IN_ISDIR) != 0;
    const auto path = folder.path.empty() ? std::string(name) : folder.path + '/' + name;
    if (m_spec.respectIgnore) {
        const std::string_view view = name;
        m_mustBeginAgain = m_mustBeginAgain || view == ".gitignore" || (view == ".git" && (mask & IN_CREATE) != 0);
        if (view == ".git" || folder.rules->ignores(path, isFolder))
            return {};
    }
    const bool came = (mask & (IN_CREATE | IN_MOVED_TO)) != 0;
    const bool went = (mask & (IN_DELETE | IN_MOVED_FROM)) != 0;
    changes.add(path, came ? Changes::What::Created : went ? Changes::What::Removed : Changes::What::Changed, isFolder);
    if (!isFolder || !m_spec.recursive)
        return {};
    if ((mask & IN_MOVED_FROM) != 0)
        forgetBelow(path);
    return came ? addBelow(folder, name, changes, stop) : Outcome<void>();
}

void FolderWatch::forget(int watch)
{
    m_budget.folders += static_cast<std::ptrdiff_t>(m_folders.erase(watch));
}

/// A folder that was renamed, with those in it: what happens there has another path now, or is none of ours.
void FolderWatch::forgetBelow(const std::string& path)
{
    for (auto at = m_folders.begin(); at != m_folders.end();) {
        const auto& its = at->second.path;
        const bool isBelow = its.starts_with(path) && (its.size() == path.size() || its[path.size()] == '/');
        const auto watch = at->first;
        ++at;
        if (!isBelow)
            continue;
        ::inotify_rm_watch(m_inotify.get(), watch);
        forget(watch);
    }
}

void FolderWatch::forgetAll()
{
    m_budget.folders += std::ssize(m_folders);
    m_folders.clear();
}

} // namespace kalpana::bridge::server
