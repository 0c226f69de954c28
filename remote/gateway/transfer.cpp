#include "remote/gateway/transfer.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

namespace kalpana::gateway {

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

asio::awaitable<void> copy(Input from, Input to)
{
    for (;;) {
        const auto bytes = from->bytes();
        if (bytes.empty()) {
            if (from->ended())
                break;
            co_await from->more();
            continue;
        }
        const auto [error, count] = co_await to->stream().async_write_some(asio::buffer(bytes), asTuple);
        from->consume(count);
        if (error) {
            from->close();
            to->close();
            co_return;
        }
        from->readAhead();
    }
    if (from->failed())
        to->close();
    else
        to->stream().shutdownWrite();
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

asio::awaitable<void> splice(Input client, Input backend)
{
    using namespace asio::experimental::awaitable_operators;
    // A browser that is gone is noticed although the backend takes nothing at the moment and says nothing.
    client->watch([client = client.get(), weak = std::weak_ptr(backend)] {
        if (const auto other = weak.lock(); other && client->failed())
            other->close();
    });
    co_await (copy(client, backend) && copy(backend, client));
    client->watch({});
    client->close();
    backend->close();
}

} // namespace kalpana::gateway
