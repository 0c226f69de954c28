#include "app/desktop/terminals/shown_terminal.h"

namespace kalpana::desktop::terminals {

ShownTerminal::Taken ShownTerminal::take()
{
    const std::scoped_lock lock(m_mutex);
    m_told = false;
    return std::exchange(m_waiting, {});
}

void ShownTerminal::pictureBegins(bridge::client::TerminalSize size, std::uint64_t /*lost*/)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.pieces << Piece{.picture = size, .bytes = {}};
    }
    tell();
}

void ShownTerminal::output(std::string_view bytes)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_waiting.pieces.isEmpty())
            m_waiting.pieces << Piece{};
        m_waiting.pieces.last().bytes.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
    }
    tell();
}

void ShownTerminal::ended(const Result<bridge::client::TerminalEnd>& end)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.end = end;
    }
    tell();
}

void ShownTerminal::tell()
{
    {
        const std::scoped_lock lock(m_mutex);
        if (std::exchange(m_told, true))
            return;
    }
    m_ready();
}

} // namespace kalpana::desktop::terminals
