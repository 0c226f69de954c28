#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

namespace kalpana::io {

namespace asio = boost::asio;
using boost::system::error_code;

/// What carries the bytes of a Stream: a socket, an SSH channel, a child's pipes. Lives on the I/O thread; one read and
/// one write may be under way at a time. A handler is always posted, never called from within the initiating call.
class StreamBody {
public:
    using Handler = std::move_only_function<void(error_code, std::size_t)>;

    StreamBody() = default;
    StreamBody(const StreamBody&) = delete;
    StreamBody& operator=(const StreamBody&) = delete;
    virtual ~StreamBody() = default;

    [[nodiscard]] virtual asio::any_io_executor executor() const = 0;
    /// Completes with at least one byte, or with asio::error::eof after the peer's last byte.
    virtual void readSome(asio::mutable_buffer into, Handler handler) = 0;
    /// Completes with how many bytes were taken, at least one; waits while the peer takes none (back-pressure).
    virtual void writeSome(asio::const_buffer from, Handler handler) = 0;
    /// Half-close: the peer reads end of file after what was written; reading goes on.
    virtual void shutdownWrite() = 0;
    /// Ends both directions; what is under way completes with operation_aborted.
    virtual void close() = 0;
};

/// A byte stream with Asio's AsyncStream interface, so that Beast and asio::async_read work on it whatever carries it.
/// Cancellation (a cancellation slot or a stop) closes the stream: half-read protocols can't be resumed anyway.
class Stream { // Not final: Asio derives from it to look at its members.
public:
    using executor_type = asio::any_io_executor;

    Stream() = default;
    explicit Stream(std::shared_ptr<StreamBody> body) : m_body(std::move(body)) {}

    [[nodiscard]] explicit operator bool() const { return m_body != nullptr; }
    [[nodiscard]] executor_type get_executor() const { return m_body->executor(); }

    template <typename Buffers, typename Token = asio::default_completion_token_t<executor_type>>
    auto async_read_some(const Buffers& buffers, Token&& token = {})
    {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [body = m_body](auto handler, asio::mutable_buffer into) {
                bindCancellation(handler, body);
                if (into.size() == 0)
                    return completeEmpty(wrap(std::move(handler), body), *body);
                body->readSome(into, wrap(std::move(handler), body));
            },
            token, firstOf<asio::mutable_buffer>(buffers));
    }

    template <typename Buffers, typename Token = asio::default_completion_token_t<executor_type>>
    auto async_write_some(const Buffers& buffers, Token&& token = {})
    {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [body = m_body](auto handler, asio::const_buffer from) {
                bindCancellation(handler, body);
                if (from.size() == 0)
                    return completeEmpty(wrap(std::move(handler), body), *body);
                body->writeSome(from, wrap(std::move(handler), body));
            },
            token, firstOf<asio::const_buffer>(buffers));
    }

    void shutdownWrite()
    {
        if (m_body)
            m_body->shutdownWrite();
    }
    void close()
    {
        if (m_body)
            m_body->close();
    }

private:
    template <typename Handler>
    static void bindCancellation(Handler& handler, const std::shared_ptr<StreamBody>& body)
    {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected())
            slot.assign([weak = std::weak_ptr(body)](asio::cancellation_type) {
                if (auto alive = weak.lock())
                    alive->close();
            });
    }

    template <typename Handler>
    static StreamBody::Handler wrap(Handler handler, const std::shared_ptr<StreamBody>& body)
    {
        auto work = asio::make_work_guard(asio::get_associated_executor(handler, body->executor()));
        return [handler = std::move(handler), work = std::move(work)](error_code error, std::size_t count) mutable {
            asio::dispatch(work.get_executor(), [handler = std::move(handler), error, count]() mutable {
                std::move(handler)(error, count);
            });
        };
    }

    /// Asio's composed operations (async_read_until) do nothing by a read of no bytes; no body sees one.
    static void completeEmpty(StreamBody::Handler handler, const StreamBody& body)
    {
        asio::post(body.executor(), [handler = std::move(handler)]() mutable { handler({}, 0); });
    }

    template <typename Buffer, typename Buffers>
    static Buffer firstOf(const Buffers& buffers)
    {
        for (auto it = asio::buffer_sequence_begin(buffers); it != asio::buffer_sequence_end(buffers); ++it)
            if (Buffer buffer(*it); buffer.size() > 0)
                return buffer;
        return {};
    }

    std::shared_ptr<StreamBody> m_body;
};

/// Beast's customization points: how its WebSocket ends a Stream.
void beast_close_socket(Stream& stream);
void teardown(boost::beast::role_type role, Stream& stream, error_code& error);
template <typename Handler>
void async_teardown(boost::beast::role_type, Stream& stream, Handler&& handler)
{
    stream.close();
    asio::post(stream.get_executor(),
               [handler = std::forward<Handler>(handler)]() mutable { std::move(handler)(error_code{}); });
}

[[nodiscard]] Stream streamOf(asio::ip::tcp::socket socket);
[[nodiscard]] Stream streamOf(asio::local::stream_protocol::socket socket);

/// Two ends of a stream in memory, with back-pressure after `capacity` bytes: the fake for tests.
[[nodiscard]] std::pair<Stream, Stream> streamPair(const asio::any_io_executor& executor, std::size_t capacity = 65536);

} // namespace kalpana::io
