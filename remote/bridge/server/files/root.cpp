#include "remote/bridge/server/files/root.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <deque>
#include <fcntl.h>
#include <linux/openat2.h>
#include <memory>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <vector>

namespace kalpana::bridge::server {

namespace {

constexpr int kMostLinks = 40;        // as the kernel's own limit, path_resolution(7)
constexpr std::size_t kDeepest = 256; // folders that are open at a time

std::unexpected<Failure> outside(std::string_view path)
{
    return failed(Code::OutsideWorkspace, std::string(path) + " is outside of the workspace.", "path");
}

std::deque<std::string> partsOf(std::string_view path)
{
    std::deque<std::string> parts;
    while (!path.empty()) {
        const auto end = std::min(path.find('/'), path.size());
        if (const auto part = path.substr(0, end); !part.empty() && part != ".")
            parts.emplace_back(part);
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return parts;
}

/// `path` without `folder` before it; nothing where it is not below.
std::optional<std::string_view> without(std::string_view folder, std::string_view path)
{
    if (folder == "/")
        return path.substr(1);
    if (!path.starts_with(folder) || (path.size() > folder.size() && path[folder.size()] != '/'))
        return std::nullopt;
    return path.substr(std::min(folder.size() + 1, path.size()));
}

/// The target of a symlink; nothing (and errno) where there is none.
std::optional<std::string> linkTarget(int folder, const std::string& name)
{
    std::array<char, PATH_MAX> target{};
    const ssize_t size = ::readlinkat(folder, name.c_str(), target.data(), target.size());
    return size < 0 ? std::nullopt : std::optional(std::string(target.data(), static_cast<std::size_t>(size)));
}

std::string joined(const std::deque<std::string>& parts)
{
    std::string path;
    for (const auto& part : parts)
        path += (path.empty() ? "" : "/") + part;
    return path;
}

/// openat2(2) below a folder; no descriptor, and errno, where it fails.
UniqueFd openBeneath(const std::string& folder, const std::string& path, int flags)
{
    const UniqueFd root(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root)
        return {};
    open_how how{};
    how.flags = static_cast<unsigned>(flags) | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    const auto fd = ::syscall(SYS_openat2, root.get(), path.empty() ? "." : path.c_str(), &how, sizeof how);
    const int error = errno;
    UniqueFd file(static_cast<int>(fd));
    errno = error;
    return file;
}

/// Links that are absolute or lead out, kernels and sandboxes without openat2, and trees that change under its feet:
/// the walk says what these are.
bool kernelLeavesItToUs(int error)
{
    return error == EXDEV || error == ENOSYS || error == EPERM || error == EAGAIN;
}

} // namespace

Outcome<std::string> Root::below(std::string_view path) const
{
    if (path.size() >= PATH_MAX)
        return std::unexpected(systemFailure(path.substr(0, 100), ENAMETOOLONG));
    if (!path.starts_with('/'))
        return std::string(path);
    if (const auto rest = without(m_path, path))
        return std::string(*rest);
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(m_path.c_str(), nullptr), std::free);
    if (const auto rest = real ? without(real.get(), path) : std::nullopt)
        return std::string(*rest);
    return outside(path);
}

Outcome<std::string> Root::relative(std::string_view path) const
{
    const auto rest = below(path);
    if (!rest)
        return std::unexpected(rest.error());
    return joined(partsOf(*rest));
}

Outcome<UniqueFd> Root::open(std::string_view path, int flags) const
{
    const auto rest = below(path);
    if (!rest)
        return std::unexpected(rest.error());
    if ((flags & O_PATH) == 0)
        flags |= O_NONBLOCK | O_NOCTTY;
    if (m_resolver == Resolver::Kernel) {
        UniqueFd file = openBeneath(m_path, *rest, flags);
        if (file)
            return file;
        if (!kernelLeavesItToUs(errno))
            return systemFailed(path);
    }
    const auto place = findByWalk(path, *rest, Missing::Refuse, LastLink::Follow);
    if (!place)
        return std::unexpected(place.error());
    UniqueFd file(::openat(place->folder.get(), place->name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC));
    if (!file)
        return systemFailed(path);
    return file;
}

Outcome<Place> Root::find(std::string_view path, Missing missing, LastLink lastLink) const
{
    const auto rest = below(path);
    if (!rest)
        return std::unexpected(rest.error());
    auto parts = partsOf(*rest);
    if (m_resolver == Resolver::OwnWalk || parts.empty() || parts.back() == "..")
        return findByWalk(path, *rest, missing, lastLink);
    const std::string name = parts.back();
    parts.pop_back();
    UniqueFd folder = openBeneath(m_path, joined(parts), O_PATH | O_DIRECTORY);
    const bool isMissing = !folder && errno == ENOENT && missing == Missing::MakeFolders;
    if (!folder && !isMissing && !kernelLeavesItToUs(errno))
        return systemFailed(path);
    if (!folder || (lastLink == LastLink::Follow && linkTarget(folder.get(), name)))
        return findByWalk(path, *rest, missing, lastLink);
    return Place{std::move(folder), name};
}

Outcome<Place> Root::findByWalk(std::string_view path, const std::string& rest, Missing missing,
                                LastLink lastLink) const
{
    constexpr int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    std::vector<UniqueFd>
        folders; // from the root down to where we are; ".." goes back on these and asks no file system
    folders.emplace_back(::open(m_path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folders.front())
        return systemFailed(m_path);
    auto parts = partsOf(rest);
    for (int links = 0; !parts.empty();) {
        const std::string part = std::move(parts.front());
        parts.pop_front();
        if (part == "..") {
            if (folders.size() == 1)
                return outside(path);
            folders.pop_back();
            continue;
        }
        if (parts.empty() && lastLink == LastLink::Keep)
            return Place{std::move(folders.back()), part};
        if (const auto target = linkTarget(folders.back().get(), part)) {
            if (++links > kMostLinks)
                return std::unexpected(systemFailure(path, ELOOP));
            const auto inside = below(*target);
            if (!inside)
                return outside(path);
            if (target->starts_with('/'))
                folders.resize(1);
            auto more = partsOf(*inside);
            parts.insert(parts.begin(), more.begin(), more.end());
            continue;
        }
        const bool isMissing = errno == ENOENT;
        if (errno != EINVAL && !isMissing)
            return systemFailed(path);
        if (parts.empty())
            return Place{std::move(folders.back()), part};
        if (isMissing && (missing == Missing::Refuse ||
                          (::mkdirat(folders.back().get(), part.c_str(), 0777) != 0 && errno != EEXIST)))
            return systemFailed(path);
        UniqueFd next(::openat(folders.back().get(), part.c_str(), flags));
        if (!next)
            return systemFailed(path);
        folders.push_back(std::move(next));
        if (folders.size() > kDeepest)
            return std::unexpected(systemFailure(path, ENAMETOOLONG));
    }
    return Place{std::move(folders.back()), "."};
}

} // namespace kalpana::bridge::server
