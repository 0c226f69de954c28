#include "remote/bridge/server/command/kept_stream.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::uint64_t kHeader = sizeof(std::uint64_t);

std::uint64_t bigEndian(std::uint64_t value)
{
    return std::endian::native == std::endian::little ? std::byteswap(value) : value;
}

} // namespace

KeptStream::KeptStream(std::string path, std::uint64_t capacity)
    : m_path(std::move(path)), m_half(capacity / 2), m_file(::open(m_path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW))
{
    std::uint64_t total = 0;
    if (m_file && ::pread(m_file.get(), &total, sizeof total, 0) == sizeof total)
        m_total = m_end = bigEndian(total);
}

bool KeptStream::write(std::uint64_t at, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(m_file.get(), bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += static_cast<std::uint64_t>(written);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

Outcome<void> KeptStream::append(std::string_view bytes)
{
    const bool whole = m_end == m_total;
    m_total += bytes.size();
    if (!whole)
        return {};
    if (!m_file)
        m_file.reset(::open(m_path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    while (!bytes.empty()) {
        const auto [place, room] = placeOf(m_end);
        const auto part = bytes.substr(0, std::min<std::uint64_t>(bytes.size(), room));
        if (!m_file || !write(kHeader + place, part))
            return systemFailed("The output of the command");
        m_end += part.size();
        bytes.remove_prefix(part.size());
    }
    const auto end = bigEndian(m_end);
    if (!write(0, {reinterpret_cast<const char*>(&end), sizeof end}))
        return systemFailed("The output of the command");
    return {};
}

KeptStream::Place KeptStream::placeOf(std::uint64_t offset) const
{
    if (offset < m_half)
        return {offset, m_half - offset};
    const auto inRing = (offset - m_half) % m_half;
    return {m_half + inRing, m_half - inRing};
}

KeptStream::Piece KeptStream::read(std::uint64_t offset, std::size_t most) const
{
    if (offset >= m_half && m_end > 2 * m_half)
        offset = std::max(offset, m_end - m_half);
    if (offset >= m_end || !m_file)
        return {.offset = m_total};
    const auto [place, room] = placeOf(offset);
    const auto count = std::min<std::uint64_t>({most, room, m_end - offset});
    Piece piece{.offset = offset, .bytes = std::string(count, '\0')};
    const ssize_t got = ::pread(m_file.get(), piece.bytes.data(), count, static_cast<off_t>(kHeader + place));
    if (got <= 0)
        return {.offset = m_total};
    piece.bytes.resize(static_cast<std::size_t>(got));
    return piece;
}

void KeptStream::remove()
{
    m_file.reset();
    ::unlink(m_path.c_str());
}

} // namespace kalpana::bridge::server
