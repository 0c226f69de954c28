#include "remote/gateway/transfer.h"

#include "remote/gateway/web_socket_frames.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>

namespace kalpana::gateway {

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

/// What a client says. Ends with its half-close, and once the backend is gone.
asio::awaitable<void> carryUp(Input client, Input backend, const bool& backendIsGone)
{
    while (!backendIsGone) {
        const auto bytes = client->bytes();
        if (bytes.empty()) {
            if (client->ended())
                break;
            co_await client->more();
            continue;
        }
        const auto [error, count] = co_await backend->stream().async_write_some(asio::buffer(bytes), asTuple);
        client->consume(count);
        if (error) {
            backend->close();
            co_return;
        }
        client->readAhead();
    }
    if (client->failed())
        backend->close();
    else if (!backendIsGone)
        backend->stream().shutdownWrite();
}

/// What a backend says, and what is to be said for it where it has gone without a word.
asio::awaitable<void> carryDown(Input backend, Input client, bool& backendIsGone, std::chrono::milliseconds patience)
{
    using namespace asio::experimental::awaitable_operators;
    WebSocketFrames frames;
    for (;;) {
        const auto bytes = backend->bytes();
        if (bytes.empty()) {
            if (backend->ended())
                break;
            co_await backend->more();
            continue;
        }
        const auto [error, count] = co_await client->stream().async_write_some(asio::buffer(bytes), asTuple);
        frames.pass(bytes.substr(0, count));
        backend->consume(count);
        if (error) {
            backend->close();
            client->close();
            co_return;
        }
        backend->readAhead();
    }
    if (frames.isBetweenFrames() && !frames.hasClosed()) {
        asio::steady_timer limit(client->stream().get_executor(), patience);
        co_await (writeAll(client->stream(), kServiceRestart) || limit.async_wait(asTuple));
    }
    if (backend->failed() && !frames.isBetweenFrames())
        client->close();
    else
        client->stream().shutdownWrite();
    if (backend->failed()) {
        backendIsGone = true;
        client->wake();
    }
}

} // namespace

asio::awaitable<bool> writeAll(io::Stream stream, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto [error, count] = co_await stream.async_write_some(asio::buffer(bytes), asTuple);
        if (error)
            co_return false;
        bytes.remove_prefix(count);
    }
    co_return true;
}

asio::awaitable<bool> moveBody(Input from, io::Stream to, Body& body, const bool& stop)
{
    while (!body.done() && !body.broken() && !stop) {
        if (from->bytes().empty()) {
            if (from->ended()) {
                if (!from->failed())
                    body.ended();
                co_return true;
            }
            co_await from->more();
            continue;
        }
        from->readAhead(); // The next part comes while this one goes.
        const auto count = body.take(from->bytes());
        const auto part = from->bytes().substr(0, count);
        const auto written = co_await writeAll(to, part);
        from->consume(count);
        if (!written)
            co_return false;
    }
    co_return true;
}

asio::awaitable<void> splice(Input client, Input backend, std::chrono::milliseconds patience)
{
    using namespace asio::experimental::awaitable_operators;
    // A browser that is gone is noticed although the backend takes nothing at the moment and says nothing.
    client->watch([client = client.get(), weak = std::weak_ptr(backend)] {
        if (const auto other = weak.lock(); other && client->failed())
            other->close();
    });
    bool backendIsGone = false;
    co_await (carryUp(client, backend, backendIsGone) && carryDown(backend, client, backendIsGone, patience));
    client->watch({});
    backend->close();
}

} // namespace kalpana::gateway
