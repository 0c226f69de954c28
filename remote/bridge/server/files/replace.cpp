#include "remote/bridge/server/files/replace.h"

#include "remote/bridge/server/os/folder.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>

namespace kalpana::bridge::server {

namespace {

std::string temporaryName()
{
    static std::atomic<unsigned> count{0};
    return ".kalpana-" + std::to_string(::getpid()) + '-' + std::to_string(++count) + ".tmp";
}

/// A file in a folder that is gone again unless it gets its name.
class Temporary final {
public:
    Temporary(int folder, mode_t mode) : m_folder(folder)
    {
        // Without /proc a file without a name never gets one (linkat(2)).
        static const bool hasProc = ::access("/proc/self/fd", X_OK) == 0;
        if (hasProc)
            m_file.reset(::openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode));
        if (m_file)
            return;
        const auto name = temporaryName();
        m_file.reset(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
        if (m_file)
            m_name = name;
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary()
    {
        if (!m_name.empty())
            ::unlinkat(m_folder, m_name.c_str(), 0);
    }

    [[nodiscard]] int fd() const { return m_file.get(); }

    /// In the place of whatever has that name. errno says why not.
    [[nodiscard]] bool replace(const char* name)
    {
        if (m_name.empty()) { // a link never goes over what is there
            const auto between = temporaryName();
            if (!link(between.c_str()))
                return false;
            m_name = between;
        }
        if (::renameat(m_folder, m_name.c_str(), m_folder, name) != 0)
            return false;
        m_name.clear();
        return true;
    }

    /// Where nothing has that name: EEXIST if something does.
    [[nodiscard]] bool appear(const char* name)
    {
        if (m_name.empty())
            return link(name);
        if (::renameat2(m_folder, m_name.c_str(), m_folder, name, RENAME_NOREPLACE) == 0) {
            m_name.clear();
            return true;
        }
        if (errno != EINVAL && errno != ENOSYS) // a file system without that flag has hard links
            return false;
        return ::linkat(m_folder, m_name.c_str(), m_folder, name, 0) == 0;
    }

private:
    bool link(const char* name)
    {
        const auto self = "/proc/self/fd/" + std::to_string(m_file.get());
        return ::linkat(AT_FDCWD, self.c_str(), m_folder, name, AT_SYMLINK_FOLLOW) == 0;
    }

    int m_folder;
    UniqueFd m_file;
    std::string m_name; ///< while it has one that is not its own
};

bool isSame(const struct stat& a, const struct stat& b)
{
    return a.st_ino == b.st_ino && a.st_dev == b.st_dev && a.st_size == b.st_size &&
           a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

/// Only root may give a file away; others may give it to a group of theirs.
bool keepOwnerAndMode(int file, const struct stat& before)
{
    struct stat now{};
    if (::fstat(file, &now) != 0)
        return false;
    mode_t mode = before.st_mode & 07777U;
    const bool keptAll = (now.st_uid == before.st_uid && now.st_gid == before.st_gid) ||
                         ::fchown(file, before.st_uid, before.st_gid) == 0;
    if (!keptAll) {
        mode &= 0777U;
        if (now.st_gid != before.st_gid && ::fchown(file, static_cast<uid_t>(-1), before.st_gid) != 0)
            mode = (mode & 0707U) | (mode & 0070U & ((mode & 0007U) << 3U));
    }
    return ::fchmod(file, mode) == 0;
}

} // namespace

Outcome<void> replaceFile(const Place& place, std::string_view shown, const Replaceable& old, std::string_view content)
{
    const int folder = place.folder.get();
    const char* name = place.name.c_str();
    if (old.before && ::faccessat(folder, name, W_OK, 0) != 0)
        return systemFailed(shown);
    Temporary temporary(folder, old.before ? 0600 : 0666);
    if (temporary.fd() < 0 || !writeAll(temporary.fd(), content) ||
        (old.before && !keepOwnerAndMode(temporary.fd(), *old.before)) || ::fsync(temporary.fd()) != 0)
        return systemFailed(shown);
    if (old.checked) {
        struct stat now{};
        const bool isThere = ::fstatat(folder, name, &now, AT_SYMLINK_NOFOLLOW) == 0;
        if (isThere != old.before.has_value() || (isThere && !isSame(*old.before, now)))
            return failed(Code::Conflict, std::string(shown) + " has changed since it was read. Read it again.");
    }
    if (old.checked && !old.before ? !temporary.appear(name) : !temporary.replace(name))
        return systemFailed(shown);
    if (const UniqueFd synced(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)); synced)
        ::fsync(synced.get());
    return {};
}

} // namespace kalpana::bridge::server
