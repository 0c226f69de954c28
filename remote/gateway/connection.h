#pragma once

#include "remote/gateway/door.h"
#include "remote/gateway/head.h"
#include "remote/gateway/page.h"
#include "remote/gateway/transfer.h"

#include <boost/asio/steady_timer.hpp>

namespace kalpana::gateway {

class Exchange;

/// One browser connection: reads requests one after the other, asks decide() about each, answers or exchanges it. Lives
/// on the I/O thread; serve() keeps it alive until the connection has ended.
class Connection final : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<Door> door, io::Stream stream);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    static asio::awaitable<void> serve(std::shared_ptr<Connection> self);
    /// At once, but for an upgraded one: that takes its leave, for which it has the parting time.
    void close();
    /// At once, whatever is under way.
    void drop() { m_input->close(); }

private:
    /// Silent: close without a word.
    static constexpr int silent = 0;

    [[nodiscard]] asio::awaitable<std::expected<RequestHead, int>> readHead();
    [[nodiscard]] asio::awaitable<bool> handle(const RequestHead& request);
    /// Closes in a way that lets the last answer arrive although unread bytes are left (RFC 9112, 9.6).
    [[nodiscard]] asio::awaitable<void> linger();
    void startTimer(std::chrono::milliseconds time);
    void stopTimer();

    std::shared_ptr<Door> m_door;
    Input m_input;
    Exchange* m_exchange = nullptr; ///< The one under way.
    asio::steady_timer m_timer;
    unsigned m_timerRound = 0;
    bool m_timeIsUp = false;
};

} // namespace kalpana::gateway
