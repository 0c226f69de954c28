#pragma once

#include "remote/bridge/server/session/handlers.h"

#include <boost/asio/any_io_executor.hpp>

namespace kalpana::bridge::server {

/// What one client asked for and has not been answered yet. Its owner feeds it frames; answers go to the outbox.
/// Lives on the loop's thread; every request runs in a coroutine of its own and keeps the session alive.
class Session final : public std::enable_shared_from_this<Session> {
public:
    Session(asio::any_io_executor executor, const Handlers& handlers, std::shared_ptr<Outbox> out)
        : m_executor(std::move(executor)), m_handlers(handlers), m_out(std::move(out)),
          m_onEnding(handlers.ending.get_token(), [this] { stopAll(); })
    {
    }

    void receiveText(std::string_view text);
    void receiveBinary(std::string_view data);
    /// A frame over the limit was thrown away.
    void receiveTooLarge(bool binary);
    /// The client is gone: all that it asked for is stopped.
    void stopAll();

    /// Reading from the client waits while this holds.
    [[nodiscard]] bool busy() const { return m_running.size() >= kMaxRunning; }
    static constexpr std::size_t kMaxRunning = 1024;

private:
    void receiveEvent(const protocol::Event& event);
    void start(protocol::Request request);
    void cancel(const protocol::Request& request);
    void answer(std::uint32_t id, Outcome<Json> outcome);
    static asio::awaitable<void> run(std::shared_ptr<Session> self, const Handler& handler, Call call);

    asio::any_io_executor m_executor;
    const Handlers& m_handlers;
    std::shared_ptr<Outbox> m_out;
    std::map<std::uint32_t, std::stop_source> m_running;
    std::stop_callback<std::function<void()>> m_onEnding;
};

} // namespace kalpana::bridge::server
