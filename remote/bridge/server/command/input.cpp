#include "remote/bridge/server/command/input.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace kalpana::bridge::server {

namespace {

/// How much more there must be room for before the client hears of it: a message for each read would cost too many.
constexpr std::uint64_t kWorthTelling = CommandInput::kWindow / 8;

} // namespace

bool CommandInput::receive(std::uint64_t offset, std::string_view bytes)
{
    if (m_isWhole || offset != m_received || bytes.size() > m_until - m_received)
        return false;
    m_isWhole = bytes.empty();
    m_received += bytes.size();
    if (!m_isClosed)
        m_waiting += bytes;
    m_changed.notify();
    return true;
}

asio::awaitable<void> CommandInput::write(std::shared_ptr<CommandInput> self, asio::posix::stream_descriptor pipe)
{
    constexpr auto wait = asio::as_tuple(asio::use_awaitable);
    self->m_pipe = &pipe;
    self->m_tell(self->m_until = kWindow, false);
    while (!self->m_isClosed) {
        if (self->m_waiting.empty() && self->m_isWhole)
            break;
        if (self->m_waiting.empty()) {
            co_await self->m_changed.wait();
            continue;
        }
        const auto piece = std::exchange(self->m_waiting, {});
        for (std::size_t at = 0; at < piece.size() && !self->m_isClosed;) {
            const auto [error, count] = co_await pipe.async_write_some(asio::buffer(piece) + at, wait);
            at += count;
            if (error && !self->m_isClosed) { // a command need not read it
                self->m_isClosed = true;
                self->m_tell(self->m_until, true);
            } else
                self->noteWritten(count);
        }
    }
    self->m_waiting = {};
    self->m_pipe = nullptr;
}

void CommandInput::noteWritten(std::size_t count)
{
    m_written += count;
    if (!m_isClosed && m_written + kWindow - m_until >= kWorthTelling)
        m_tell(m_until = m_written + kWindow, false);
}

void CommandInput::stop()
{
    m_isClosed = true;
    boost::system::error_code ignored;
    if (m_pipe)
        m_pipe->cancel(ignored);
    m_changed.notify();
}

} // namespace kalpana::bridge::server
