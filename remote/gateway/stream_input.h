#pragma once

#include "remote/io/stream.h"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace kalpana::gateway {

namespace asio = boost::asio;
using io::error_code;

/// The reading side of a stream, with a bounded buffer that may be filled ahead of its consumer: so that a peer that
/// leaves is noticed while nobody waits for its bytes, and a read can go on from one request to the next (a stream's
/// reads can't be cancelled without closing it). When the buffer is full nothing is read: that is the back-pressure.
/// Lives on the I/O thread; one coroutine may wait at a time.
class StreamInput final : public std::enable_shared_from_this<StreamInput> {
public:
    StreamInput(io::Stream stream, std::size_t capacity);

    [[nodiscard]] io::Stream& stream() { return m_stream; }
    /// What has come and was not consumed yet; valid until the next consume(), readAhead() or more().
    [[nodiscard]] std::string_view bytes() const { return {m_buffer.get() + m_begin, m_end - m_begin}; }
    void consume(std::size_t count);
    [[nodiscard]] bool isFull() const { return m_end - m_begin == m_capacity; }
    /// The peer has closed its side, or the stream failed or was closed here; what had come before is in bytes().
    [[nodiscard]] bool ended() const { return m_ended || m_isClosed; }
    [[nodiscard]] bool failed() const { return m_isClosed || (m_ended && m_error != asio::error::eof); }

    /// Reads on without waiting, if there is room. Call it before bytes() is taken: it may move them.
    void readAhead();
    /// Waits for bytes beyond those that are there, the end, or wake(). Returns at once when full.
    [[nodiscard]] asio::awaitable<void> more();
    /// Ends a wait of more(); the read goes on.
    void wake();
    /// Reads ahead, and calls once if the stream ends meanwhile (at once if it has). Empty: no longer.
    void watch(std::function<void()> onEnd);
    /// Closes both directions; whoever waits or watches hears of it.
    void close();

private:
    void read();
    void complete(error_code error, std::size_t count);

    io::Stream m_stream;
    std::size_t m_capacity;
    std::unique_ptr<char[]> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    bool m_reading = false;
    bool m_ended = false;    ///< The stream has said so.
    bool m_isClosed = false; ///< Which it may say much later.
    error_code m_error;
    std::move_only_function<void()> m_waiter;
    std::function<void()> m_onEnd;
};

} // namespace kalpana::gateway
