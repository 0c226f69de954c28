#include "remote/workspaces/line.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

namespace kalpana::workspaces {

void Line::set(LiveLine line)
{
    LiveLine old;
    {
        const std::scoped_lock lock(m_mutex);
        old = std::exchange(m_line, std::move(line));
        m_up = true;
        m_finished = false;
    }
    wakeWaiters();
}

void Line::clear(Error reason)
{
    LiveLine old; // Declared first, so destroyed after the lock is gone: its end runs code of others.
    const std::scoped_lock lock(m_mutex);
    old = std::exchange(m_line, {});
    m_up = false;
    m_reason = std::move(reason);
}

Result<LiveLine> Line::get() const
{
    const std::scoped_lock lock(m_mutex);
    if (!m_up)
        return std::unexpected(m_reason);
    return m_line;
}

asio::awaitable<Result<LiveLine>> Line::wait(bridge::client::ClientPointer lost)
{
    const auto keep = shared_from_this();
    for (;;) {
        {
            const std::scoped_lock lock(m_mutex);
            if (m_up && (!lost || m_line.client != lost))
                co_return m_line;
            if (m_finished)
                co_return std::unexpected(m_reason);
        }
        co_await m_changed.async_wait(asio::as_tuple(asio::use_awaitable));
        if ((co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none)
            co_return std::unexpected(Error{ErrorCode::Cancelled, {}});
    }
}

void Line::finish(Error reason)
{
    clear(std::move(reason));
    {
        const std::scoped_lock lock(m_mutex);
        m_finished = true;
    }
    wakeWaiters();
}

void Line::wakeWaiters()
{
    asio::post(m_executor, [self = shared_from_this()] { self->m_changed.cancel(); });
}

} // namespace kalpana::workspaces
