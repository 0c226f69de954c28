#include "remote/bridge/server/files/entries.h"

#include "remote/bridge/server/files/tree.h"

#include <array>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

/// The place of something that is there and is not the root.
Outcome<Place> findEntry(const Root& root, const std::string& path, const char* field)
{
    auto place = root.find(path, Root::Missing::Refuse, Root::LastLink::Keep);
    if (place && place->name == ".")
        return failed(Code::BadRequest, "\"" + path + "\" names no file or folder in the workspace.", field);
    return place;
}

} // namespace

Outcome<Facts> factsOf(const Root& root, const std::string& path, Root::LastLink lastLink)
{
    const auto place = root.find(path, Root::Missing::Refuse, lastLink);
    if (!place)
        return std::unexpected(place.error());
    const int folder = place->folder.get();
    const char* name = place->name.c_str();
    struct stat facts{};
    if (::fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return systemFailed(path);
    Facts found{.path = root.relative(path).value_or(path),
                .kind = kindOf(facts.st_mode),
                .size = static_cast<std::uint64_t>(facts.st_size),
                .mtimeMs = facts.st_mtim.tv_sec * 1000 + facts.st_mtim.tv_nsec / 1000000,
                .mode = facts.st_mode & 07777U};
    if (found.kind == Kind::Link) {
        std::array<char, PATH_MAX> target{};
        const ssize_t size = ::readlinkat(folder, name, target.data(), target.size());
        found.target.assign(target.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    } else {
        found.isWritable = ::faccessat(folder, name, W_OK, AT_EACCESS) == 0;
    }
    return found;
}

Outcome<bool> makeFolder(const Root& root, const std::string& path)
{
    const auto place = root.find(path, Root::Missing::MakeFolders);
    if (!place)
        return std::unexpected(place.error());
    if (::mkdirat(place->folder.get(), place->name.c_str(), 0777) == 0)
        return true;
    struct stat facts{};
    if (errno != EEXIST || ::fstatat(place->folder.get(), place->name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return systemFailed(path);
    if (!S_ISDIR(facts.st_mode))
        return failed(Code::Conflict, path + " is already there, and it is no folder.", "path");
    return false;
}

Outcome<void> moveFile(const Root& root, const std::string& from, const std::string& to, const std::stop_token& stop)
{
    const auto source = findEntry(root, from, "from");
    if (!source)
        return std::unexpected(source.error());
    struct stat facts{};
    if (::fstatat(source->folder.get(), source->name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return systemFailed(from); // before folders are made for it
    const auto target = root.find(to, Root::Missing::MakeFolders, Root::LastLink::Keep);
    if (!target)
        return std::unexpected(target.error());
    return moveTree(*source, *target, from, to, stop);
}

Outcome<void> removeFile(const Root& root, const std::string& path)
{
    const auto place = findEntry(root, path, "path");
    if (!place)
        return std::unexpected(place.error());
    return removeTree(*place, path);
}

} // namespace kalpana::bridge::server
