#include "remote/bridge/server/editor/editor_window.h"

#include "remote/bridge/protocol/parse_json.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace kalpana::bridge::server {

namespace {

constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kLongestLine = 65536;
constexpr std::size_t kMostWaiting = 4U << 20U;

} // namespace

asio::awaitable<void> EditorWindow::read(std::function<void(const Json&)> onMessage)
{
    std::string buffer;
    for (;;) {
        const auto [error, count] =
            co_await asio::async_read_until(m_socket, asio::dynamic_buffer(buffer, kLongestLine), '\n', kWait);
        if (error)
            break;
        const Json message = protocol::parseJson(std::string_view(buffer).substr(0, count));
        buffer.erase(0, count);
        if (!message.is_object())
            break;
        onMessage(message);
    }
    close();
}

void EditorWindow::send(const Json& message)
{
    const auto line = message.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
    if (m_waiting.size() + line.size() > kMostWaiting) {
        close();
        return;
    }
    m_waiting += line;
    if (std::exchange(m_isWriting, true))
        return;
    asio::co_spawn(m_socket.get_executor(), write(shared_from_this()), asio::detached);
}

asio::awaitable<void> EditorWindow::write(std::shared_ptr<EditorWindow> self)
{
    while (!self->m_waiting.empty()) {
        const std::string now = std::exchange(self->m_waiting, {});
        const auto [error, count] = co_await asio::async_write(self->m_socket, asio::buffer(now), kWait);
        if (error) {
            self->close();
            break;
        }
    }
    self->m_isWriting = false;
}

void EditorWindow::close()
{
    boost::system::error_code ignored;
    m_socket.close(ignored);
}

} // namespace kalpana::bridge::server
