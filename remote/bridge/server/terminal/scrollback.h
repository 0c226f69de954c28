#pragma once

#include "remote/bridge/server/terminal/packed_line.h"

#include <deque>

namespace kalpana::bridge::server {

/// The lines that have scrolled off a screen, the oldest first; bounded in lines and in bytes.
class Scrollback final {
public:
    static constexpr std::size_t kMostLines = 2000;
    static constexpr std::size_t kMostBytes = 4U << 20U;

    void push(const Line& line) { push(pack(line)); }
    /// A packed one.
    void push(std::string packed);
    /// Takes the newest line away again; it must not be empty.
    [[nodiscard]] Line pop();
    void clear();

    [[nodiscard]] std::size_t size() const { return m_lines.size(); }
    [[nodiscard]] Line at(std::size_t index) const { return unpack(m_lines[index]); }
    /// How many of the newest lines a screen that grows takes back: none that scrolled off before it was cleared.
    [[nodiscard]] std::size_t returning() const { return m_returning; }
    void limitReturning(std::size_t most) { m_returning = most < m_returning ? most : m_returning; }

private:
    std::deque<std::string> m_lines;
    std::size_t m_bytes = 0;
    std::size_t m_returning = 0;
};

} // namespace kalpana::bridge::server
