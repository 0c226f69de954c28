#include "remote/bridge/server/files/folder_names.h"

#include <array>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kMostNames = 1000000;

Kind kindOf(int folder, const dirent& entry)
{
    switch (entry.d_type) {
    case DT_REG:
        return Kind::File;
    case DT_DIR:
        return Kind::Folder;
    case DT_LNK:
        return Kind::Link;
    case DT_UNKNOWN: {
        struct stat facts{};
        return ::fstatat(folder, entry.d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0 ? server::kindOf(facts.st_mode)
                                                                                 : Kind::Other;
    }
    default:
        return Kind::Other;
    }
}

} // namespace

std::string_view wordOf(Kind kind)
{
    constexpr std::array<std::string_view, 4> words{"file", "folder", "link", "other"};
    return words.at(static_cast<std::size_t>(kind));
}

Kind kindOf(unsigned mode)
{
    return S_ISREG(mode) ? Kind::File : S_ISDIR(mode) ? Kind::Folder : S_ISLNK(mode) ? Kind::Link : Kind::Other;
}

std::vector<FolderName> namesIn(int folder)
{
    std::vector<FolderName> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(
        ::fdopendir(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)), ::closedir);
    while (const dirent* entry = stream != nullptr ? ::readdir(stream.get()) : nullptr) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..")
            names.push_back({std::string(name), kindOf(folder, *entry)});
        if (names.size() >= kMostNames)
            break;
    }
    return names;
}

} // namespace kalpana::bridge::server
