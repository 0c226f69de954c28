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
        m_waiting.pieces << Piece{.picture = size};
    }
    tell();
}

void ShownTerminal::resized(bridge::client::TerminalSize size)
{
    {
        const std::scoped_lock lock(m_mutex);
        // However often that happens: without output between, the last size is what counts.
        if (!m_waiting.pieces.isEmpty() && m_waiting.pieces.last().size && m_waiting.pieces.last().bytes.isEmpty())
            m_waiting.pieces.removeLast();
        m_waiting.pieces << Piece{.size = size};
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

void ShownTerminal::refused(std::uint64_t bytes)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.refused += bytes;
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
