#include "remote/io/stream.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <vector>

namespace kalpana::io {

namespace {

template <typename Socket>
class SocketBody final : public StreamBody {
public:
    explicit SocketBody(Socket socket) : m_socket(std::move(socket)) {}

    asio::any_io_executor executor() const override { return m_executor; }
    void readSome(asio::mutable_buffer into, Handler handler) override
    {
        m_socket.async_read_some(into, std::move(handler));
    }
    void writeSome(asio::const_buffer from, Handler handler) override
    {
        m_socket.async_write_some(from, std::move(handler));
    }
    void shutdownWrite() override
    {
        error_code ignored;
        m_socket.shutdown(Socket::shutdown_send, ignored);
    }
    void close() override
    {
        error_code ignored;
        m_socket.close(ignored);
    }

private:
    Socket m_socket;
    asio::any_io_executor m_executor = m_socket.get_executor();
};

/// One direction of a stream in memory.
struct MemoryPipe {
    std::vector<std::byte> bytes;
    std::size_t capacity;
    bool ended = false;
    asio::mutable_buffer readInto;
    StreamBody::Handler reader;
    asio::const_buffer writeFrom;
    StreamBody::Handler writer;

    void turn(const asio::any_io_executor& executor)
    {
        if (writer && (ended || bytes.size() < capacity)) {
            const auto count = ended ? 0 : std::min(writeFrom.size(), capacity - bytes.size());
            const auto* from = static_cast<const std::byte*>(writeFrom.data());
            bytes.insert(bytes.end(), from, from + count);
            complete(executor, writer, ended ? asio::error::broken_pipe : error_code{}, count);
        }
        if (reader && (!bytes.empty() || ended)) {
            const auto count = std::min(readInto.size(), bytes.size());
            std::copy_n(bytes.begin(), count,
                        static_cast<std::byte*>(readInto.data())); // No pointer to nothing, as memcpy would take.
            bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
            complete(executor, reader, count == 0 ? asio::error::eof : error_code{}, count);
            if (writer)
                turn(executor);
        }
    }

    static void complete(const asio::any_io_executor& executor, StreamBody::Handler& handler, error_code error,
                         std::size_t count)
    {
        asio::post(executor, [handler = std::exchange(handler, {}), error, count]() mutable { handler(error, count); });
    }
};

class MemoryBody final : public StreamBody {
public:
    MemoryBody(asio::any_io_executor executor, std::shared_ptr<MemoryPipe> in, std::shared_ptr<MemoryPipe> out)
        : m_executor(std::move(executor)), m_in(std::move(in)), m_out(std::move(out))
    {
    }
    ~MemoryBody() override { MemoryBody::close(); }

    asio::any_io_executor executor() const override { return m_executor; }
    void readSome(asio::mutable_buffer into, Handler handler) override
    {
        m_in->readInto = into;
        m_in->reader = std::move(handler);
        m_in->turn(m_executor);
    }
    void writeSome(asio::const_buffer from, Handler handler) override
    {
        m_out->writeFrom = from;
        m_out->writer = std::move(handler);
        m_out->turn(m_executor);
    }
    void shutdownWrite() override
    {
        m_out->ended = true;
        m_out->turn(m_executor);
    }
    void close() override
    {
        for (auto* pipe : {m_in.get(), m_out.get()}) {
            pipe->ended = true;
            pipe->turn(m_executor);
        }
    }

private:
    asio::any_io_executor m_executor;
    std::shared_ptr<MemoryPipe> m_in;
    std::shared_ptr<MemoryPipe> m_out;
};

} // namespace

void beast_close_socket(Stream& stream)
{
    stream.close();
}

void teardown(boost::beast::role_type, Stream& stream, error_code& error)
{
    stream.close();
    error = {};
}

Stream streamOf(asio::ip::tcp::socket socket)
{
    return Stream(std::make_shared<SocketBody<asio::ip::tcp::socket>>(std::move(socket)));
}

Stream streamOf(asio::local::stream_protocol::socket socket)
{
    return Stream(std::make_shared<SocketBody<asio::local::stream_protocol::socket>>(std::move(socket)));
}

std::pair<Stream, Stream> streamPair(const asio::any_io_executor& executor, std::size_t capacity)
{
    auto there = std::make_shared<MemoryPipe>(MemoryPipe{.capacity = capacity});
    auto back = std::make_shared<MemoryPipe>(MemoryPipe{.capacity = capacity});
    return {Stream(std::make_shared<MemoryBody>(executor, there, back)),
            Stream(std::make_shared<MemoryBody>(executor, back, there))};
}

} // namespace kalpana::io
