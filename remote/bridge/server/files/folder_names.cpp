#include "remote/bridge/server/files/folder_names.h"

#include "remote/bridge/server/os/unique_fd.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kMostNames = 1000000;
constexpr std::size_t kRoom = 32768; // as readdir(3) has it

Kind kindOfEntry(int folder, const char* name, unsigned char type)
{
    switch (type) {
    case DT_REG:
        return Kind::File;
    case DT_DIR:
        return Kind::Folder;
    case DT_LNK:
        return Kind::Link;
    case DT_UNKNOWN: {
        struct stat facts{};
        return ::fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 ? kindOf(facts.st_mode) : Kind::Other;
    }
    default:
        return Kind::Other;
    }
}

std::uint64_t startOf(const char* name, std::size_t size)
{
    std::uint64_t start = 0;
    std::memcpy(&start, name, std::min(size, sizeof start));
    return std::endian::native == std::endian::little ? std::byteswap(start) : start;
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

FolderNames::FolderNames(int folder)
{
    const UniqueFd readable(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    while (readable && m_names.size() < kMostNames) {
        const auto before = m_bytes.size();
        m_bytes.resize(before + kRoom);
        const auto count = ::syscall(SYS_getdents64, readable.get(), m_bytes.data() + before, kRoom);
        m_bytes.resize(before + static_cast<std::size_t>(std::max<long>(count, 0)));
        if (count <= 0)
            break;
        addRecords(folder, before);
    }
}

/// struct linux_dirent64 is glibc's dirent (getdents(2)).
void FolderNames::addRecords(int folder, std::size_t from)
{
    constexpr std::size_t nameAt = offsetof(dirent64, d_name);
    for (std::size_t at = from; at + nameAt < m_bytes.size();) {
        std::uint16_t length = 0;
        std::memcpy(&length, m_bytes.data() + at + offsetof(dirent64, d_reclen), sizeof length);
        const char* name = m_bytes.data() + at + nameAt;
        const std::string_view view = name;
        if (view != "." && view != "..") {
            const auto type = static_cast<unsigned char>(m_bytes[at + offsetof(dirent64, d_type)]);
            m_names.push_back(
                {startOf(name, view.size()), static_cast<std::uint32_t>(at + nameAt), kindOfEntry(folder, name, type)});
        }
        at += length;
    }
}

FolderNames::Name FolderNames::operator[](std::size_t at) const
{
    return {m_bytes.data() + m_names[at].offset, m_names[at].kind};
}

bool FolderNames::contains(std::string_view name) const
{
    const auto start = startOf(name.data(), name.size());
    return std::ranges::any_of(
        m_names, [&](const Entry& entry) { return entry.start == start && m_bytes.data() + entry.offset == name; });
}

/// How many bytes all names begin with: what comes after them tells them apart.
std::size_t FolderNames::sharedStart() const
{
    if (m_names.empty())
        return 0;
    std::string_view shared = m_bytes.data() + m_names.front().offset;
    for (const auto& entry : m_names) {
        const char* name = m_bytes.data() + entry.offset;
        if (std::strncmp(name, shared.data(), shared.size()) != 0)
            shared = shared.substr(0, static_cast<std::size_t>(
                                          std::ranges::mismatch(shared, std::string_view(name)).in1 - shared.begin()));
    }
    return shared.size();
}

void FolderNames::sort()
{
    const auto shared = sharedStart();
    const auto start = [this](std::size_t skipped) {
        for (auto& entry : m_names) {
            const char* name = m_bytes.data() + entry.offset + skipped;
            entry.start = startOf(name, ::strnlen(name, sizeof entry.start));
        }
    };
    if (shared > 0)
        start(shared);
    std::ranges::sort(m_names, [this](const Entry& a, const Entry& b) {
        return a.start != b.start ? a.start < b.start
                                  : std::strcmp(m_bytes.data() + a.offset, m_bytes.data() + b.offset) < 0;
    });
    if (shared > 0)
        start(0);
}

} // namespace kalpana::bridge::server
