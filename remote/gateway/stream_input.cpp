#include "remote/gateway/stream_input.h"

#include <boost/asio/use_awaitable.hpp>

#include <cstring>
#include <utility>

namespace kalpana::gateway {

StreamInput::StreamInput(io::Stream stream, std::size_t capacity)
    : m_stream(std::move(stream)), m_capacity(capacity), m_buffer(std::make_unique_for_overwrite<char[]>(capacity))
{
}

void StreamInput::consume(std::size_t count)
{
    m_begin += count;
    if (m_begin == m_end && !m_reading)
        m_begin = m_end = 0;
}

void StreamInput::readAhead()
{
    if (m_reading || ended() || isFull())
        return;
    // Nothing is under way into the buffer now, so what is left may move to its front.
    if (m_end == m_capacity || (m_begin > 0 && m_capacity - m_end < m_capacity / 4)) {
        std::memmove(m_buffer.get(), m_buffer.get() + m_begin, m_end - m_begin);
        m_end -= std::exchange(m_begin, 0);
    }
    read();
}

void StreamInput::read()
{
    if (m_reading || ended() || m_end == m_capacity)
        return;
    m_reading = true;
    m_stream.async_read_some(
        asio::buffer(m_buffer.get() + m_end, m_capacity - m_end),
        [self = shared_from_this()](error_code error, std::size_t count) { self->complete(error, count); });
}

void StreamInput::complete(error_code error, std::size_t count)
{
    m_reading = false;
    m_end += count;
    if (error) {
        m_ended = true;
        m_error = error;
        if (const auto onEnd = std::exchange(m_onEnd, {}))
            onEnd();
    }
    if (auto waiter = std::exchange(m_waiter, {}))
        waiter();
    if (m_onEnd)
        read(); // Without moving anything: somebody may be writing bytes() elsewhere.
}

asio::awaitable<void> StreamInput::more()
{
    if (ended() || isFull())
        co_return;
    readAhead();
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
        [this](auto handler) { m_waiter = [waiting = std::move(handler)]() mutable { std::move(waiting)(); }; },
        asio::use_awaitable);
}

void StreamInput::wake()
{
    if (m_waiter) // Posted: its coroutine must not go on inside the one that calls this.
        asio::post(m_stream.get_executor(), [waiter = std::exchange(m_waiter, {})]() mutable { waiter(); });
}

void StreamInput::close()
{
    m_isClosed = true;
    m_stream.close();
    wake();
    if (!m_reading && !m_ended) // Nothing is under way that would tell.
        asio::post(m_stream.get_executor(), [self = shared_from_this()] {
            if (!self->m_reading && !self->m_ended)
                self->complete(asio::error::operation_aborted, 0);
        });
}

void StreamInput::watch(std::function<void()> onEnd)
{
    m_onEnd = std::move(onEnd);
    if (!m_onEnd)
        return;
    if (m_ended)
        std::exchange(m_onEnd, {})();
    else
        readAhead();
}

} // namespace kalpana::gateway
