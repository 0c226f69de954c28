#include "remote/bridge/server/files/range.h"

#include <algorithm>
#include <cstring>

namespace kalpana::bridge::server {

void ByteRange::add(std::uint64_t offset, std::string_view bytes)
{
    const auto begin = std::clamp(m_from, offset, offset + bytes.size());
    const auto end = std::clamp(m_to, begin, offset + bytes.size());
    if (m_bytes.empty() && begin < end)
        m_bytes.reserve(m_to - m_from);
    const auto part = bytes.substr(begin - offset, end - begin);
    const auto before = m_bytes.size();
    m_bytes.resize_and_overwrite(before + part.size(), [&](char* all, std::size_t size) {
        std::memcpy(all + before, part.data(), part.size()); // std::string's own copy is a slow one where -Os built it
        return size;
    });
}

void LineRange::add(std::uint64_t offset, std::string_view bytes)
{
    while (!bytes.empty() && !isDone()) {
        const auto end = bytes.find('\n');
        const auto line = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
        bytes.remove_prefix(line.size());
        offset += line.size();
        auto& counted = m_before != 0 ? m_before : m_count;
        if (m_before == 0)
            m_bytes += line.substr(0, m_most - m_bytes.size());
        counted -= end == std::string_view::npos ? 0 : 1;
        if (m_bytes.empty())
            m_offset = offset;
    }
}

} // namespace kalpana::bridge::server
