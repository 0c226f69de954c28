#include "remote/bridge/server/os/folder.h"

#include "remote/bridge/server/os/split.h"

#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <vector>

namespace kalpana::bridge::server {

namespace {

std::vector<std::string> partsOf(const std::string& path)
{
    const auto parts = splitWords(path, '/');
    return {parts.begin(), parts.end()};
}

Outcome<void> checkPrivate(int fd, const std::string& path)
{
    struct stat facts{};
    if (::fstat(fd, &facts) != 0)
        return systemFailed(path);
    if (facts.st_uid != ::geteuid())
        return failed(
            Code::NoPermission,
            path +
                " belongs to another user of this computer. Have it removed, or choose another folder with --runtime.");
    if ((facts.st_mode & 077U) != 0 && ::fchmod(fd, 0700) != 0)
        return failed(Code::NoPermission,
                      path + " is open to other users of this computer and can't be closed to them.");
    return {};
}

void removeIn(int parent, const char* name)
{
    if (::unlinkat(parent, name, 0) == 0 || (errno != EISDIR && errno != EPERM))
        return;
    const int fd = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return;
    ::fchmod(fd, 0700);
    if (const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(fd), ::closedir); folder != nullptr) {
        while (const dirent* entry = ::readdir(folder.get())) {
            const std::string_view child = entry->d_name;
            if (child != "." && child != "..")
                removeIn(fd, entry->d_name);
        }
    }
    ::unlinkat(parent, name, AT_REMOVEDIR);
}

} // namespace

Outcome<void> makeFolders(const std::string& path, mode_t mode)
{
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const std::string above = path.substr(0, end);
        if (::mkdir(above.c_str(), mode) != 0 && errno != EEXIST) {
            struct stat facts{};
            const int error = errno; // a folder above that can't be written to is fine where it is there
            if (::stat(above.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode))
                return std::unexpected(systemFailure(above, error));
        }
        if (end == std::string::npos)
            break;
    }
    struct stat facts{};
    if (::stat(path.c_str(), &facts) != 0)
        return systemFailed(path);
    if (!S_ISDIR(facts.st_mode))
        return std::unexpected(systemFailure(path, ENOTDIR));
    return {};
}

Outcome<UniqueFd> openPrivateFolder(const std::string& base, const std::string& below)
{
    UniqueFd folder(::open(base.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder)
        return systemFailed(base);
    std::string path = base;
    for (const auto& part : partsOf(below)) {
        path += '/' + part;
        if (::mkdirat(folder.get(), part.c_str(), 0700) != 0 && errno != EEXIST)
            return systemFailed(path);
        UniqueFd next(::openat(folder.get(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!next && (errno == ELOOP || errno == ENOTDIR))
            return failed(Code::NoPermission, path + " is not a folder (a link, perhaps put there by somebody else). "
                                                     "Have it removed, or choose another folder with --runtime.");
        if (!next)
            return systemFailed(path);
        if (const auto good = checkPrivate(next.get(), path); !good)
            return std::unexpected(good.error());
        folder = std::move(next);
    }
    return folder;
}

void removeTree(const std::string& path)
{
    removeIn(AT_FDCWD, path.c_str());
}

std::string readSmallFile(const std::string& path, std::size_t limit)
{
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string content;
    for (char buffer[4096]; file && content.size() < limit;) {
        const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
        if (count <= 0)
            break;
        content.append(buffer, static_cast<std::size_t>(count));
    }
    return content;
}

Outcome<void> replaceFile(const std::string& path, std::string_view content)
{
    const std::string temporary = path + ".tmp." + std::to_string(::getpid());
    const UniqueFd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (file && writeAll(file.get(), content) && ::rename(temporary.c_str(), path.c_str()) == 0)
        return {};
    const int error = errno;
    ::unlink(temporary.c_str());
    return std::unexpected(systemFailure(path, error));
}

bool writeAll(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(fd, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

} // namespace kalpana::bridge::server
