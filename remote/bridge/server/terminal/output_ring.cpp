#include "remote/bridge/server/terminal/output_ring.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::string_view kMagic = "kalpana terminal ring 1\n";
constexpr off_t kCapacityAt = 64;
constexpr off_t kEndAt = 72;
constexpr off_t kBytesAt = 4096;
constexpr std::uint64_t kMostCapacity = 1ULL << 30U;

bool writeAt(int file, const void* bytes, std::size_t count, off_t at)
{
    const auto* from = static_cast<const char*>(bytes);
    while (count > 0) {
        const ssize_t written = ::pwrite(file, from, count, at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        from += written;
        at += written;
        count -= static_cast<std::size_t>(written);
    }
    return true;
}

bool readAt(int file, void* bytes, std::size_t count, off_t at)
{
    auto* into = static_cast<char*>(bytes);
    while (count > 0) {
        const ssize_t got = ::pread(file, into, count, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        into += got;
        at += got;
        count -= static_cast<std::size_t>(got);
    }
    return true;
}

} // namespace

Outcome<OutputRing> OutputRing::create(const std::string& path, std::uint64_t capacity)
{
    ::unlink(path.c_str());
    UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file)
        return systemFailed(path);
    OutputRing ring(std::move(file), capacity, 0, 0);
    if (auto reserved = ring.reserve(); !reserved) {
        ::unlink(path.c_str());
        return std::unexpected(reserved.error());
    }
    return ring;
}

Outcome<OutputRing> OutputRing::inMemory(std::uint64_t capacity, std::uint64_t end)
{
    UniqueFd file(::memfd_create("terminal", MFD_CLOEXEC));
    if (!file)
        return systemFailed("The terminal's memory");
    OutputRing ring(std::move(file), capacity, end, end);
    if (auto reserved = ring.reserve(); !reserved)
        return std::unexpected(reserved.error());
    return ring;
}

Outcome<OutputRing> OutputRing::open(const std::string& path)
{
    UniqueFd file(::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
    if (!file)
        return systemFailed(path);
    std::array<char, kMagic.size()> magic{};
    std::uint64_t capacity = 0;
    std::uint64_t end = 0;
    struct stat facts{};
    const bool good =
        readAt(file.get(), magic.data(), magic.size(), 0) && std::string_view(magic.data(), magic.size()) == kMagic &&
        readAt(file.get(), &capacity, sizeof capacity, kCapacityAt) && readAt(file.get(), &end, sizeof end, kEndAt) &&
        capacity > kMostAppended && capacity <= kMostCapacity && ::fstat(file.get(), &facts) == 0 &&
        facts.st_size == kBytesAt + static_cast<off_t>(capacity);
    if (!good)
        return failed(Code::Failed, path + " is not a terminal's output.");
    return OutputRing(std::move(file), capacity, 0, end);
}

Outcome<void> OutputRing::reserve()
{
    // ftruncate alone would leave a file with holes, and an append that fails where the disk is full.
    if (const int error = ::posix_fallocate(m_file.get(), 0, kBytesAt + static_cast<off_t>(m_capacity)); error != 0)
        return std::unexpected(systemFailure("The terminal's output file", error));
    if (!writeAt(m_file.get(), &m_capacity, sizeof m_capacity, kCapacityAt) ||
        !writeAt(m_file.get(), &m_end, sizeof m_end, kEndAt) || !writeAt(m_file.get(), kMagic.data(), kMagic.size(), 0))
        return systemFailed("The terminal's output file");
    return {};
}

std::uint64_t OutputRing::start() const
{
    const auto kept = m_capacity - kMostAppended;
    return std::max(m_begin, m_end > kept ? m_end - kept : 0);
}

Outcome<void> OutputRing::append(std::string_view bytes)
{
    bytes = bytes.substr(0, kMostAppended);
    for (auto rest = bytes; !rest.empty();) {
        const auto at = (m_end + bytes.size() - rest.size()) % m_capacity;
        const auto count = std::min<std::uint64_t>(rest.size(), m_capacity - at);
        if (!writeAt(m_file.get(), rest.data(), count, kBytesAt + static_cast<off_t>(at)))
            return systemFailed("The terminal's output file");
        rest.remove_prefix(count);
    }
    const auto end = m_end + bytes.size();
    if (!writeAt(m_file.get(), &end, sizeof end, kEndAt))
        return systemFailed("The terminal's output file");
    m_end = end;
    return {};
}

std::size_t OutputRing::read(std::uint64_t offset, std::span<char> into) const
{
    if (offset < start() || offset >= m_end)
        return 0;
    const auto wanted = std::min<std::uint64_t>(into.size(), m_end - offset);
    std::size_t done = 0;
    while (done < wanted) {
        const auto at = (offset + done) % m_capacity;
        const auto count = std::min<std::uint64_t>(wanted - done, m_capacity - at);
        if (!readAt(m_file.get(), into.data() + done, count, kBytesAt + static_cast<off_t>(at)))
            break;
        done += count;
    }
    return done;
}

} // namespace kalpana::bridge::server
