#include "remote/bridge/server/terminal/scrollback.h"

#include <algorithm>

namespace kalpana::bridge::server {

void Scrollback::push(std::string packed)
{
    m_lines.push_back(std::move(packed));
    m_bytes += m_lines.back().size();
    ++m_returning;
    while (m_lines.size() > kMostLines || m_bytes > kMostBytes) {
        m_bytes -= m_lines.front().size();
        m_lines.pop_front();
    }
    m_returning = std::min(m_returning, m_lines.size());
}

Line Scrollback::pop()
{
    auto line = unpack(m_lines.back());
    m_bytes -= m_lines.back().size();
    m_lines.pop_back();
    m_returning -= std::min<std::size_t>(m_returning, 1);
    return line;
}

void Scrollback::clear()
{
    m_lines.clear();
    m_bytes = 0;
    m_returning = 0;
}

} // namespace kalpana::bridge::server
