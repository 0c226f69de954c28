#include "remote/bridge/server/control.h"

#include "remote/bridge/server/os/folder.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>
#include <sys/time.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kMaxLine = 65536;

} // namespace

std::optional<Json> askBridge(const std::string& path, std::string_view question)
{
    const auto socket = connectTo(path);
    if (!socket)
        return std::nullopt;
    if (!isPeerThisUser(socket->get()))
        return std::nullopt;
    const timeval limit{.tv_sec = 5, .tv_usec = 0};
    ::setsockopt(socket->get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket->get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (!writeAll(socket->get(), Json{{"ask", question}}.dump() + '\n'))
        return std::nullopt;
    std::string line;
    for (char buffer[4096]; line.size() < kMaxLine && !line.ends_with('\n');) {
        const ssize_t count = ::read(socket->get(), buffer, sizeof buffer);
        if (count <= 0)
            break;
        line.append(buffer, static_cast<std::size_t>(count));
    }
    Json answer = Json::parse(line, nullptr, false);
    if (!answer.is_object())
        return std::nullopt;
    return answer;
}

asio::awaitable<void> serveControl(asio::local::stream_protocol::socket socket,
                                   std::function<Json(const std::string&)> answer)
{
    constexpr auto wait = asio::as_tuple(asio::use_awaitable);
    if (!isPeerThisUser(socket.native_handle()))
        co_return;
    std::string line;
    if (const auto [error, count] =
            co_await asio::async_read_until(socket, asio::dynamic_buffer(line, kMaxLine), '\n', wait);
        error)
        co_return;
    const Json question = Json::parse(line, nullptr, false);
    const auto ask = question.is_object() ? question.value("ask", Json()) : Json();
    const std::string reply = answer(ask.is_string() ? ask.get<std::string>() : std::string()).dump() + '\n';
    co_await asio::async_write(socket, asio::buffer(reply), wait);
}

} // namespace kalpana::bridge::server
