#include "remote/workspaces/line_backend.h"

#include <boost/asio/as_tuple.hpp>

#include <chrono>

namespace kalpana::workspaces {

boost::asio::awaitable<Result<io::Stream>> LineBackend::openIde()
{
    using namespace std::chrono_literals;
    const auto line = m_line;
    const auto giveUp = std::chrono::steady_clock::now() + 10s;
    for (;;) {
        const auto live = co_await line->wait();
        if (!live)
            co_return std::unexpected(live.error());
        auto stream = co_await live->host->openSocket(live->ideSocket);
        if (stream || stream.error().code != ErrorCode::NotFound || std::chrono::steady_clock::now() > giveUp)
            co_return stream;
        asio::steady_timer pause(co_await asio::this_coro::executor, 100ms);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

boost::asio::awaitable<Result<io::Stream>> LineBackend::openPort(std::uint16_t port)
{
    const auto line = m_line;
    const auto live = co_await line->wait();
    if (!live)
        co_return std::unexpected(live.error());
    co_return co_await live->host->openTcp("127.0.0.1", port);
}

} // namespace kalpana::workspaces
