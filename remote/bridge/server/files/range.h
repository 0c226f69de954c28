#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// Cuts bytes [from, to) out of a file as it is read from anywhere before.
class ByteRange final {
public:
    ByteRange(std::uint64_t from, std::uint64_t to) : m_from(from), m_to(to) {}
    void add(std::uint64_t offset, std::string_view bytes);

    [[nodiscard]] std::uint64_t offset() const { return m_from; }
    [[nodiscard]] std::string take() { return std::move(m_bytes); }

private:
    std::uint64_t m_from;
    std::uint64_t m_to;
    std::string m_bytes;
};

/// Cuts lines out of a file that is read from its start, at most `most` bytes.
class LineRange final {
public:
    LineRange(std::uint64_t first, std::uint64_t count, std::uint64_t most)
        : m_before(first - 1), m_count(count), m_most(most)
    {
    }
    void add(std::uint64_t offset, std::string_view bytes);

    /// All that was asked for has come.
    [[nodiscard]] bool isDone() const { return m_count == 0 || m_bytes.size() >= m_most; }
    [[nodiscard]] std::uint64_t offset() const { return m_offset; }
    [[nodiscard]] std::string take() { return std::move(m_bytes); }

private:
    std::uint64_t m_before; ///< lines still to pass over
    std::uint64_t m_count;  ///< lines still to take
    std::uint64_t m_most;
    std::uint64_t m_offset = 0;
    std::string m_bytes;
};

} // namespace kalpana::bridge::server
