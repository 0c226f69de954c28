#include "remote/bridge/server/files/range.h"

#include <algorithm>

namespace kalpana::bridge::server {

void ByteRange::add(std::uint64_t offset, std::string_view bytes)
{
    const auto begin = std::clamp(m_from, offset, offset + bytes.size());
    const auto end = std::clamp(m_to, begin, offset + bytes.size());
    if (m_bytes.empty() && begin < end)
        m_bytes.reserve(m_to - m_from);
    m_bytes += bytes.substr(begin - offset, end - begin);
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
