#include "remote/bridge/server/files/tree.h"

#include "remote/bridge/server/files/folder_names.h"
#include "remote/bridge/server/files/open_file.h"
#include "remote/bridge/server/os/folder.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <vector>

namespace kalpana::bridge::server {

namespace {

constexpr int kDeepest = 256; // folders open at a time
constexpr std::uint64_t kEntryBytes = 4096;

UniqueFd openFolder(int parent, const char* name)
{
    return UniqueFd(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

std::unexpected<Failure> tooDeep(std::string_view shown)
{
    return failed(Code::TooLarge, std::string(shown) + " has folders that are nested too deep.", "path");
}

class Sizes final {
public:
    explicit Sizes(const std::stop_token& stop) : m_stop(stop) {}

    void add(int parent, const char* name, int depth)
    {
        struct stat facts{};
        if (m_stop.stop_requested() || ::fstatat(parent, name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
            return;
        bytes += kEntryBytes + (S_ISREG(facts.st_mode) ? static_cast<std::uint64_t>(facts.st_size) : 0);
        if (!S_ISDIR(facts.st_mode) || depth >= kDeepest)
            return;
        const UniqueFd folder = openFolder(parent, name);
        const FolderNames names(folder.get());
        for (std::size_t at = 0; at < names.size(); ++at)
            add(folder.get(), names[at].text, depth + 1);
    }

    std::uint64_t bytes = 0;

private:
    const std::stop_token& m_stop;
};

class Copy final {
public:
    Copy(std::string_view shown, const std::stop_token& stop) : m_shown(shown), m_stop(stop) {}

    Outcome<void> copy(const Place& from, const Place& to, int depth)
    {
        if (m_stop.stop_requested())
            return failed(Code::Cancelled, "It was cancelled.");
        if (depth > kDeepest)
            return tooDeep(m_shown);
        struct stat facts{};
        if (::fstatat(from.folder.get(), from.name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0)
            return systemFailed(m_shown);
        return S_ISREG(facts.st_mode)   ? file(from, to)
               : S_ISDIR(facts.st_mode) ? folder(from, to, depth)
               : S_ISLNK(facts.st_mode) ? link(from, to, facts)
                                        : special(to, facts);
    }

private:
    Outcome<void> file(const Place& from, const Place& to)
    {
        const auto source = openFile(from, m_shown);
        if (!source)
            return std::unexpected(source.error());
        const UniqueFd target(
            ::openat(to.folder.get(), to.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (!target)
            return systemFailed(m_shown);
        int error = 0;
        const auto read =
            readPieces(source->fd, m_shown, 0, UINT64_MAX, m_stop, [&](std::uint64_t, std::string_view piece) {
                if (error == 0 && !writeAll(target.get(), piece))
                    error = errno;
            });
        if (!read)
            return read;
        if (error != 0)
            return std::unexpected(systemFailure(m_shown, error));
        return ::fsync(target.get()) == 0 ? dress(target, source->facts) : systemFailed(m_shown);
    }

    Outcome<void> folder(const Place& from, const Place& to, int depth)
    {
        Place source{openFolder(from.folder.get(), from.name.c_str()), {}};
        struct stat facts{};
        if (!source.folder || ::fstat(source.folder.get(), &facts) != 0 ||
            ::mkdirat(to.folder.get(), to.name.c_str(), 0700) != 0)
            return systemFailed(m_shown);
        Place target{openFolder(to.folder.get(), to.name.c_str()), {}};
        if (!target.folder)
            return systemFailed(m_shown);
        const FolderNames names(source.folder.get());
        for (std::size_t at = 0; at < names.size(); ++at) {
            source.name = target.name = names[at].text;
            if (const auto copied = copy(source, target, depth + 1); !copied)
                return copied;
        }
        return dress(target.folder, facts);
    }

    /// By descriptor: what has the name by now may be a link to elsewhere.
    Outcome<void> dress(const UniqueFd& target, const struct stat& facts)
    {
        const std::array times{facts.st_atim, facts.st_mtim};
        (void)!::fchown(target.get(), facts.st_uid, facts.st_gid); // only root may
        if (::fchmod(target.get(), facts.st_mode & 07777U) != 0 || ::futimens(target.get(), times.data()) != 0)
            return systemFailed(m_shown);
        return {};
    }

    Outcome<void> link(const Place& from, const Place& to, const struct stat& facts)
    {
        std::array<char, PATH_MAX> text{};
        const auto size = ::readlinkat(from.folder.get(), from.name.c_str(), text.data(), text.size() - 1);
        if (size < 0 || ::symlinkat(text.data(), to.folder.get(), to.name.c_str()) != 0)
            return systemFailed(m_shown);
        (void)!::fchownat(to.folder.get(), to.name.c_str(), facts.st_uid, facts.st_gid, AT_SYMLINK_NOFOLLOW);
        return {};
    }

    Outcome<void> special(const Place& to, const struct stat& facts)
    {
        if (::mknodat(to.folder.get(), to.name.c_str(), facts.st_mode, facts.st_rdev) != 0)
            return systemFailed(m_shown);
        (void)!::fchownat(to.folder.get(), to.name.c_str(), facts.st_uid, facts.st_gid, AT_SYMLINK_NOFOLLOW);
        return {};
    }

    std::string m_shown;
    const std::stop_token& m_stop;
};

/// Removes what is in a folder. Folders that are too deep are brought up into the first one, so that no tree keeps too
/// many open.
class Removal final {
public:
    explicit Removal(int top) : m_top(top) {}

    /// The error of the first thing that could not be removed, or 0.
    int empty()
    {
        int error = emptyFolder(m_top, 0);
        while (!m_broughtUp.empty()) {
            const auto name = std::move(m_broughtUp.back());
            m_broughtUp.pop_back();
            if (const int itsError = remove(m_top, name.c_str(), 1); error == 0)
                error = itsError;
        }
        return error;
    }

    int remove(int parent, const char* name, int depth)
    {
        if (::unlinkat(parent, name, 0) == 0)
            return 0;
        const int why = errno;
        if (why != EISDIR && why != EPERM)
            return why == ENOENT ? 0 : why;
        if (depth >= kDeepest && bringUp(parent, name))
            return 0;
        const UniqueFd folder = openFolder(parent, name);
        if (!folder && errno == ENOTDIR)
            return why;
        if (folder) {
            struct stat facts{};
            if (::fstat(folder.get(), &facts) == 0 && (facts.st_mode & 0300U) != 0300U)
                ::fchmod(folder.get(), 0700);
            if (const int error = emptyFolder(folder.get(), depth); error != 0)
                return error;
        }
        return ::unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT ? 0 : errno;
    }

private:
    int emptyFolder(int folder, int depth)
    {
        int error = 0;
        const FolderNames names(folder);
        for (std::size_t at = 0; at < names.size(); ++at)
            if (const int itsError = remove(folder, names[at].text, depth + 1); error == 0)
                error = itsError;
        return error;
    }

    bool bringUp(int parent, const char* name)
    {
        const auto above = ".kalpana-deep-" + std::to_string(++m_count);
        if (::renameat2(parent, name, m_top, above.c_str(), RENAME_NOREPLACE) != 0)
            return false;
        m_broughtUp.push_back(above);
        return true;
    }

    int m_top;
    unsigned m_count = 0;
    std::vector<std::string> m_broughtUp;
};

/// The errno of it, or 0.
int renameToNew(const Place& from, const Place& to)
{
    const int source = from.folder.get();
    const int target = to.folder.get();
    if (::renameat2(source, from.name.c_str(), target, to.name.c_str(), RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS) // file systems and kernels without that flag
        return errno;
    struct stat facts{};
    if (::fstatat(target, to.name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0)
        return EEXIST;
    return ::renameat(source, from.name.c_str(), target, to.name.c_str()) == 0 ? 0 : errno;
}

} // namespace

Outcome<std::uint64_t> sizeOf(const Place& place, std::string_view shown, const std::stop_token& stop)
{
    struct stat facts{};
    if (::fstatat(place.folder.get(), place.name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return systemFailed(shown);
    Sizes sizes(stop);
    sizes.add(place.folder.get(), place.name.c_str(), 0);
    if (stop.stop_requested())
        return failed(Code::Cancelled, "It was cancelled.");
    return sizes.bytes;
}

Outcome<void> copyTree(const Place& from, const Place& to, std::string_view shown, const std::stop_token& stop)
{
    struct stat facts{};
    if (::fstatat(to.folder.get(), to.name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0)
        return std::unexpected(systemFailure(shown, EEXIST));
    auto copied = Copy(shown, stop).copy(from, to, 0);
    if (!copied)
        (void)removeTree(to, shown);
    return copied;
}

Outcome<void> removeTree(const Place& place, std::string_view shown)
{
    const int parent = place.folder.get();
    const char* name = place.name.c_str();
    if (::unlinkat(parent, name, 0) == 0)
        return {};
    if (errno != EISDIR && errno != EPERM)
        return systemFailed(shown);
    const UniqueFd folder = openFolder(parent, name);
    if (!folder)
        return systemFailed(shown);
    if (const int error = Removal(folder.get()).empty(); error != 0)
        return std::unexpected(systemFailure(shown, error));
    if (::unlinkat(parent, name, AT_REMOVEDIR) != 0)
        return systemFailed(shown);
    return {};
}

Outcome<void> moveTree(const Place& from, const Place& to, std::string_view shown, std::string_view shownTo,
                       const std::stop_token& stop)
{
    int error = renameToNew(from, to);
    if (error == EXDEV) {
        static std::atomic<unsigned> count{0};
        const Place beside{UniqueFd(::fcntl(to.folder.get(), F_DUPFD_CLOEXEC, 3)),
                           ".kalpana-copy-" + std::to_string(::getpid()) + '-' + std::to_string(++count)};
        if (auto copied = copyTree(from, beside, shown, stop); !copied)
            return copied;
        error = renameToNew(beside, to);
        if (error == 0)
            return removeTree(from, shown);
        (void)removeTree(beside, shown);
    }
    switch (error) {
    case 0:
        return {};
    case EEXIST:
        return failed(Code::Conflict, std::string(shownTo) + " is already there.", "to");
    case EINVAL:
        return failed(Code::BadRequest, std::string(shownTo) + " lies in " + std::string(shown) + " itself.", "to");
    default:
        return std::unexpected(systemFailure(shown, error));
    }
}

} // namespace kalpana::bridge::server
