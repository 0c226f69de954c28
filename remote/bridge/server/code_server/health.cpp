#include "remote/bridge/server/code_server/health.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <memory>

namespace kalpana::bridge::server {

asio::awaitable<bool> isHealthy(std::string socketPath, std::chrono::milliseconds limit)
{
    using Local = asio::local::stream_protocol;
    constexpr auto wait = asio::as_tuple(asio::use_awaitable);
    const auto executor = co_await asio::this_coro::executor;
    const auto socket = std::make_shared<Local::socket>(executor);
    asio::steady_timer alarm(executor, limit);
    alarm.async_wait([socket](boost::system::error_code error) {
        if (!error)
            socket->close();
    });
    if (socketPath.size() >= sizeof(sockaddr_un::sun_path))
        co_return false;
    if (const auto [error] = co_await socket->async_connect(Local::endpoint(socketPath), wait); error)
        co_return false;
    const std::string request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    if (const auto [error, count] = co_await asio::async_write(*socket, asio::buffer(request), wait); error)
        co_return false;
    std::string answer;
    std::array<char, 256> buffer;
    while (answer.find('\n') == std::string::npos && answer.size() < 1024) {
        const auto [error, count] = co_await socket->async_read_some(asio::buffer(buffer), wait);
        if (error)
            break;
        answer.append(buffer.data(), count);
    }
    co_return answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.0 200");
}

} // namespace kalpana::bridge::server
