#include "remote/bridge/server/files/write.h"

#include "remote/bridge/server/files/read.h"
#include "remote/bridge/server/files/sha256.h"
#include "remote/bridge/server/os/folder.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

/// A file that is removed again unless it is kept.
struct Temporary {
    int folder = -1;
    std::string name;
    UniqueFd file;
    bool kept = false;

    Temporary(int inFolder, std::string itsName, mode_t mode)
        : folder(inFolder), name(std::move(itsName)),
          file(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode))
    {
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary()
    {
        if (file && !kept)
            ::unlinkat(folder, name.c_str(), 0);
    }
};

std::string temporaryName()
{
    static std::atomic<unsigned> count{0};
    return ".kalpana-" + std::to_string(::getpid()) + '-' + std::to_string(++count) + ".tmp";
}

std::unexpected<Failure> conflict(const WriteSpec& spec, bool isThere)
{
    if (spec.expectedHash->empty())
        return failed(Code::Conflict, spec.path + " is already there.", "expectedHash");
    return failed(Code::Conflict,
                  spec.path +
                      (isThere ? " has changed since it was read. Read it again." : " is gone since it was read."),
                  "expectedHash");
}

bool isSame(const struct stat& a, const struct stat& b)
{
    return a.st_ino == b.st_ino && a.st_dev == b.st_dev && a.st_size == b.st_size &&
           a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

/// Renames, but not over a file that must not be there.
bool renameTo(const Temporary& temporary, const Place& place, bool mustBeNew)
{
    const auto rename = [&](unsigned flags) {
        return ::renameat2(temporary.folder, temporary.name.c_str(), place.folder.get(), place.name.c_str(), flags) ==
               0;
    };
    if (!mustBeNew)
        return ::renameat(temporary.folder, temporary.name.c_str(), place.folder.get(), place.name.c_str()) == 0;
    if (rename(RENAME_NOREPLACE))
        return true;
    if (errno != EINVAL && errno != ENOSYS) // a file system without that flag has hard links
        return false;
    return ::linkat(temporary.folder, temporary.name.c_str(), place.folder.get(), place.name.c_str(), 0) == 0 &&
           ::unlinkat(temporary.folder, temporary.name.c_str(), 0) == 0;
}

} // namespace

Outcome<Written> writeFile(const Root& root, const WriteSpec& spec, const std::stop_token& stop)
{
    const auto place = root.find(spec.path, Root::Missing::MakeFolders);
    if (!place)
        return std::unexpected(place.error());
    const UniqueFd folder(::openat(place->folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder)
        return systemFailed(spec.path);

    struct stat before{};
    const bool isThere = ::fstatat(folder.get(), place->name.c_str(), &before, AT_SYMLINK_NOFOLLOW) == 0;
    if (isThere && !S_ISREG(before.st_mode))
        return failed(Code::BadRequest, spec.path + " is not a file.", "path");
    if (spec.expectedHash) {
        if (isThere == spec.expectedHash->empty())
            return conflict(spec, isThere);
        if (isThere) {
            const UniqueFd old(::openat(folder.get(), place->name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
            if (!old)
                return systemFailed(spec.path);
            const auto hash = hashOf(old.get(), spec.path, stop);
            if (!hash)
                return std::unexpected(hash.error());
            if (*hash != *spec.expectedHash)
                return conflict(spec, true);
        }
    }
    if (isThere && ::faccessat(folder.get(), place->name.c_str(), W_OK, 0) != 0)
        return systemFailed(spec.path);

    Temporary temporary(folder.get(), temporaryName(), isThere ? 0600 : 0666);
    if (!temporary.file)
        return systemFailed(spec.path);
    const int fd = temporary.file.get();
    if (isThere && (before.st_uid != ::geteuid() || before.st_gid != ::getegid()))
        (void)!::fchown(fd, before.st_uid,
                        before.st_gid); // only root may; others become the owner, as with any editor that renames
    if (!writeAll(fd, spec.text) || (isThere && ::fchmod(fd, before.st_mode & 07777U) != 0) || ::fsync(fd) != 0)
        return systemFailed(spec.path);
    struct stat now{};
    const bool isStillThere = ::fstatat(folder.get(), place->name.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0;
    if (spec.expectedHash && (isStillThere != isThere || (isThere && !isSame(before, now))))
        return conflict(spec, isStillThere);
    if (!renameTo(temporary, *place, spec.expectedHash && spec.expectedHash->empty()))
        return errno == EEXIST ? Outcome<Written>(conflict(spec, true)) : systemFailed(spec.path);
    temporary.kept = true;
    ::fsync(folder.get());
    Sha256 hash;
    hash.add(spec.text);
    return Written{spec.text.size(), hash.hex()};
}

} // namespace kalpana::bridge::server
