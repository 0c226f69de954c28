#pragma once

#include "remote/bridge/server/async/event.h"
#include "remote/bridge/server/session/handlers.h"

#include <deque>

namespace kalpana::bridge::server {

/// What one client asked for and has not been answered yet. Its owner feeds it frames; answers go to the outbox.
/// Lives on the loop's thread; every request runs in a coroutine of its own and keeps the session alive. So many run at
/// a time; a bounded number of others waits for them, and is refused where none of them ends. What cancels, and events,
/// always get through.
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

    static constexpr std::size_t kMaxRunning = 1024;
    static constexpr std::size_t kMaxWaiting = 16384;
    static constexpr std::size_t kMaxWaitingBytes = 8U << 20U; ///< as text; parsed it may be several times as much

private:
    struct Waiting {
        const Handler* handler;
        Call call;
        std::size_t bytes;
    };

    void receiveEvent(const protocol::Event& event);
    void start(protocol::Request request, std::size_t bytes);
    void launch(Waiting one);
    void launchWaiting();
    bool cancelWaiting(std::uint32_t id);
    void refuse(const Waiting& one);
    /// While something waits.
    static asio::awaitable<void> refuseWhereNothingEnds(std::shared_ptr<Session> self);
    void cancel(const protocol::Request& request);
    void answer(std::uint32_t id, Outcome<Json> outcome);
    static asio::awaitable<void> run(std::shared_ptr<Session> self, const Handler& handler, Call call);

    asio::any_io_executor m_executor;
    const Handlers& m_handlers;
    std::shared_ptr<Outbox> m_out;
    std::map<std::uint32_t, std::stop_source> m_running; ///< those that wait as well
    std::size_t m_active = 0;
    std::deque<Waiting> m_waiting;
    std::size_t m_waitingBytes = 0;
    bool m_isLaunching = false;
    bool m_isWatched = false; ///< refuseWhereNothingEnds() looks after those that wait
    Clock::time_point m_lastEnd = {};
    std::stop_callback<std::function<void()>> m_onEnding;
};

} // namespace kalpana::bridge::server
