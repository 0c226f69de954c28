#include "remote/bridge/server/control.h"

#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/server/os/folder.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>
#include <sys/time.h>

namespace kalpana::bridge::server {

namespace {

using Socket = asio::local::stream_protocol::socket;

constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMaxLine = 65536;

/// What is not UTF-8, as a path may be, is replaced.
std::string lineOf(const Json& message)
{
    return message.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// Nothing comes after the question but the end, when whoever asked has gone.
asio::awaitable<void> stopAtEnd(std::shared_ptr<Socket> socket, std::stop_source stop)
{
    char none = 0;
    co_await socket->async_read_some(asio::buffer(&none, 1), kWait);
    stop.request_stop();
}

} // namespace

std::optional<Json> askBridge(const std::string& path, std::string_view ask)
{
    return askBridge(path, Json{{"ask", ask}}, std::chrono::seconds(5));
}

std::optional<Json> askBridge(const std::string& path, const Json& question, std::chrono::seconds limit)
{
    const auto socket = connectTo(path);
    if (!socket)
        return std::nullopt;
    if (!isPeerThisUser(socket->get()))
        return std::nullopt;
    const timeval time{.tv_sec = limit.count(), .tv_usec = 0};
    ::setsockopt(socket->get(), SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    ::setsockopt(socket->get(), SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
    if (!writeAll(socket->get(), lineOf(question)))
        return std::nullopt;
    std::string line;
    for (char buffer[4096]; line.size() < kMaxLine && !line.ends_with('\n');) {
        const ssize_t count = ::read(socket->get(), buffer, sizeof buffer);
        if (count <= 0)
            break;
        line.append(buffer, static_cast<std::size_t>(count));
    }
    Json answer = protocol::parseJson(line);
    if (!answer.is_object())
        return std::nullopt;
    return answer;
}

asio::awaitable<void> serveControl(Socket accepted, ControlAnswer answer)
{
    const auto socket = std::make_shared<Socket>(std::move(accepted));
    if (!isPeerThisUser(socket->native_handle()))
        co_return;
    std::string line;
    if (const auto [error, count] =
            co_await asio::async_read_until(*socket, asio::dynamic_buffer(line, kMaxLine), '\n', kWait);
        error)
        co_return;
    Json question = protocol::parseJson(line);
    if (!question.is_object())
        question = Json::object();
    std::stop_source stop;
    asio::co_spawn(socket->get_executor(), stopAtEnd(socket, stop), asio::detached);
    const Json reply = co_await answer(std::move(question), stop.get_token());
    const std::string text = lineOf(reply);
    co_await asio::async_write(*socket, asio::buffer(text), kWait);
    socket->close();
}

} // namespace kalpana::bridge::server
