#include "tests/support/fake_bridge.h"

#include "remote/io/io_thread.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <deque>

namespace kalpana::test {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using namespace bridge::protocol;

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

} // namespace

struct FakeBridge::Line {
    Line(io::Stream stream, std::string signInToken) : socket(std::move(stream)), token(std::move(signInToken)) {}

    boost::beast::websocket::stream<io::Stream> socket;
    std::string token;
    FakeBridge* owner = nullptr;
    std::deque<std::pair<std::string, bool>> queue;
    bool writing = false;

    static asio::awaitable<void> serve(std::shared_ptr<Line> line)
    {
        boost::beast::flat_buffer buffer;
        http::request<http::empty_body> request;
        if (const auto [error, count] = co_await http::async_read(line->socket.next_layer(), buffer, request, asTuple);
            error)
            co_return;
        if (request[http::field::authorization] != "Bearer " + line->token) {
            http::response<http::empty_body> response(http::status::unauthorized, 11);
            response.prepare_payload();
            co_await http::async_write(line->socket.next_layer(), response, asTuple);
            line->socket.next_layer().shutdownWrite();
            co_return;
        }
        if (const auto [error] = co_await line->socket.async_accept(request, asTuple); error)
            co_return;
        for (;;) {
            const auto [error, count] = co_await line->socket.async_read(buffer, asTuple);
            if (error || line->owner == nullptr)
                co_return;
            line->take({static_cast<const char*>(buffer.cdata().data()), count});
            buffer.consume(count);
        }
    }

    void take(std::string_view bytes)
    {
        if (socket.got_binary()) {
            if (const auto frame = decodeFrame(bytes); frame && owner->onFrame)
                owner->onFrame(*frame);
            return;
        }
        const auto request = parseRequest(bytes);
        if (!request)
            return;
        if (request->type == "hello")
            owner->reply(request->id, owner->hello);
        else if (owner->onRequest)
            owner->onRequest(*request);
    }

    static asio::awaitable<void> write(std::shared_ptr<Line> line)
    {
        while (!line->queue.empty()) {
            const auto [bytes, binary] = std::move(line->queue.front());
            line->queue.pop_front();
            line->socket.binary(binary);
            if (const auto [error, count] = co_await line->socket.async_write(asio::buffer(bytes), asTuple); error)
                break;
        }
        line->writing = false;
    }

    static void send(const std::shared_ptr<Line>& line, std::string bytes, bool binary)
    {
        line->queue.emplace_back(std::move(bytes), binary);
        if (!std::exchange(line->writing, true))
            asio::co_spawn(line->socket.get_executor(), write(line), asio::detached);
    }
};

FakeBridge::FakeBridge(io::IoThread& io, std::string token) : m_io(io)
{
    hello["bridge"] = "0.1.0";
    hello["protocol"] = "1";
    hello["id"] = "shop-1a2b";
    hello["root"] = "/home/u/shop";
    hello["pid"] = 42;
    hello["host"] = "box";
    auto [client, server] = io::streamPair(io.executor());
    m_client = std::move(client);
    m_line = std::make_shared<Line>(std::move(server), std::move(token));
    m_line->owner = this;
    m_io.call([this] { asio::co_spawn(m_io.executor(), Line::serve(m_line), asio::detached); });
}

FakeBridge::~FakeBridge()
{
    m_io.call([this] {
        m_line->owner = nullptr;
        m_line->socket.next_layer().close();
        m_line.reset();
        m_client = {};
    });
}

io::Stream FakeBridge::stream()
{
    return std::exchange(m_client, {});
}

void FakeBridge::reply(std::uint32_t id, Json payload)
{
    text(encode(Reply{.id = id, .outcome = std::move(payload)}));
}

void FakeBridge::refuse(std::uint32_t id, Code code, std::string message)
{
    text(encode(Reply{.id = id, .outcome = failed(code, std::move(message))}));
}

void FakeBridge::event(std::string name, Json payload)
{
    text(encode(Event{.name = std::move(name), .payload = std::move(payload)}));
}

void FakeBridge::frame(FrameKind kind, std::uint32_t stream, std::uint64_t offset, std::string bytes)
{
    Line::send(m_line, encode(Frame{.kind = kind, .stream = stream, .offset = offset, .bytes = bytes}), true);
}

void FakeBridge::text(std::string raw)
{
    Line::send(m_line, std::move(raw), false);
}

void FakeBridge::close()
{
    m_line->socket.next_layer().close();
}

} // namespace kalpana::test
