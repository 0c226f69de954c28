#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

namespace kalpana::ssh {

/// Bytes in, bytes out, in one piece of memory so that what waits can be handed to a codec as it is.
class ByteFifo final {
public:
    [[nodiscard]] std::size_t size() const { return m_end - m_begin; }
    [[nodiscard]] bool isEmpty() const { return m_begin == m_end; }
    [[nodiscard]] std::span<const std::byte> view() const { return {m_bytes.data() + m_begin, size()}; }

    void append(std::span<const std::byte> bytes)
    {
        if (m_bytes.size() - m_end < bytes.size())
            makeRoom(bytes.size());
        if (!bytes.empty())
            std::memcpy(m_bytes.data() + m_end, bytes.data(), bytes.size());
        m_end += bytes.size();
    }
    void drop(std::size_t count)
    {
        m_begin += count;
        if (m_begin == m_end)
            m_begin = m_end = 0;
    }
    std::size_t take(std::span<std::byte> into)
    {
        const auto count = std::min(into.size(), size());
        if (count > 0)
            std::memcpy(into.data(), m_bytes.data() + m_begin, count);
        drop(count);
        return count;
    }
    /// Everything, leaving `spare` as the memory to fill next.
    void swapOut(std::vector<std::byte>& spare)
    {
        if (m_begin > 0)
            m_bytes.erase(m_bytes.begin(), m_bytes.begin() + static_cast<std::ptrdiff_t>(m_begin));
        m_bytes.resize(size());
        m_bytes.swap(spare);
        m_begin = m_end = 0;
    }

private:
    void makeRoom(std::size_t count)
    {
        if (m_begin > 0 && !isEmpty())
            std::memmove(m_bytes.data(), m_bytes.data() + m_begin, size());
        m_end -= m_begin;
        m_begin = 0;
        if (m_bytes.size() - m_end < count)
            m_bytes.resize(std::max({m_bytes.size() * 2, m_end + count, std::size_t{4096}}));
    }

    std::vector<std::byte> m_bytes;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

} // namespace kalpana::ssh
