#include "remote/workspaces/line_backend.h"

#include <boost/asio/as_tuple.hpp>

#include <chrono>

namespace kalpana::workspaces {

namespace {

asio::awaitable<void> pause()
{
    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(100));
    co_await timer.async_wait(asio::use_awaitable);
}

} // namespace

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
        if (stream)
            co_return stream;
        const auto restarting = stream.error().code == ErrorCode::NotFound && std::chrono::steady_clock::now() < giveUp;
        if (!restarting && stream.error().code != ErrorCode::ConnectionLost)
            co_return stream;
        co_await pause();
    }
}

boost::asio::awaitable<Result<io::Stream>> LineBackend::openPort(std::uint16_t port)
{
    const auto line = m_line;
    for (;;) {
        const auto live = co_await line->wait();
        if (!live)
            co_return std::unexpected(live.error());
        auto stream = co_await live->host->openTcp("127.0.0.1", port);
        if (stream || stream.error().code != ErrorCode::ConnectionLost)
            co_return stream;
        co_await pause();
    }
}

} // namespace kalpana::workspaces
