#include "app/cli/terminal_screen.h"

#include "app/cli/raw_terminal.h"

#include <QCoreApplication>

#include <utility>

namespace kalpana::cli {

namespace {

/// A line at the foot of the screen, until something else is written there.
std::string noticeAtTheFoot(const QString& text)
{
    return "\x1b"
           "7\x1b[999;1H\x1b[0;7m" +
           text.toStdString() +
           "\x1b[K\x1b[m\x1b"
           "8";
}

} // namespace

TerminalScreen::Piece TerminalScreen::next()
{
    const std::scoped_lock lock(m_mutex);
    if (m_pieces.empty())
        return {};
    auto piece = std::move(m_pieces.front());
    m_pieces.pop_front();
    return piece;
}

std::optional<Result<bridge::client::TerminalEnd>> TerminalScreen::end() const
{
    const std::scoped_lock lock(m_mutex);
    return m_pieces.empty() ? m_end : std::nullopt;
}

bool TerminalScreen::hasPicture() const
{
    const std::scoped_lock lock(m_mutex);
    return m_hasPicture;
}

std::optional<bridge::client::TerminalSize> TerminalScreen::size() const
{
    const std::scoped_lock lock(m_mutex);
    return m_size;
}

void TerminalScreen::resized(bridge::client::TerminalSize size)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_size = size;
    }
    m_wake();
}

void TerminalScreen::pictureBegins(bridge::client::TerminalSize size, std::uint64_t)
{
    // What is shown here by now scrolls up, and is not lost with it; then an empty screen.
    std::string clear(kForgetPrograms);
    {
        const std::scoped_lock lock(m_mutex);
        if (!std::exchange(m_hasPicture, true))
            clear += "\x1b[999;1H" + std::string(size.rows, '\n');
        m_size = size;
    }
    add(clear + "\x1b[H\x1b[2J", false);
}

void TerminalScreen::output(std::string_view bytes)
{
    add(std::string(bytes), true);
}

void TerminalScreen::lineDown(const Error&)
{
    add(noticeAtTheFoot(QCoreApplication::translate(
            "TerminalCommand", "The connection was lost; connecting again. Ctrl-b d leaves the terminal running.")),
        false);
}

std::uint64_t TerminalScreen::refused() const
{
    const std::scoped_lock lock(m_mutex);
    return m_refused;
}

void TerminalScreen::refused(std::uint64_t bytes)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_refused += bytes;
        // However often that happens, one notice waits.
        std::erase_if(m_pieces, [](const Piece& piece) { return piece.isRefusal; });
        m_pieces.push_back(
            {.bytes = noticeAtTheFoot(QCoreApplication::translate("TerminalCommand",
                                                                  "The program does not read what is typed: %1 bytes "
                                                                  "did not reach it. Ctrl-b d leaves it running.")
                                          .arg(m_refused)),
             .isRefusal = true});
    }
    m_wake();
}

void TerminalScreen::ended(const Result<bridge::client::TerminalEnd>& end)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_end = end;
    }
    m_wake();
}

void TerminalScreen::add(std::string bytes, bool isShown)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_pieces.push_back({std::move(bytes), isShown});
    }
    m_wake();
}

} // namespace kalpana::cli
