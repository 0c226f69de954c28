#pragma once

#include "core/base/error.h"
#include "remote/bridge/client/client.h"
#include "remote/host/host.h"

#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <mutex>
#include <string>

namespace kalpana::workspaces {

namespace asio = boost::asio;

/// A workspace's connection as it stands at one moment.
struct LiveLine {
    std::shared_ptr<host::Host> host;
    bridge::client::ClientPointer client;
    std::string ideSocket;
};

/// The connection of an open workspace, which comes and goes while the gateway and the agent hold on to this object.
/// Any thread, but for wait(), which belongs on the I/O thread. Must be cleared before the I/O thread ends.
class Line final : public std::enable_shared_from_this<Line> {
public:
    explicit Line(asio::any_io_executor executor)
        : m_executor(std::move(executor)), m_changed(m_executor, asio::steady_timer::time_point::max())
    {
    }

    void set(LiveLine line);
    /// The line is down, and this is what users of it are told meanwhile.
    void clear(Error reason);
    /// The line, or why there is none.
    [[nodiscard]] Result<LiveLine> get() const;
    /// Waits until the line is up, over another client than `lost`. Ended by cancelling it, or by finish().
    [[nodiscard]] asio::awaitable<Result<LiveLine>> wait(bridge::client::ClientPointer lost = nullptr);
    /// No line will come any more: whoever waits is told so.
    void finish(Error reason);

private:
    void wakeWaiters();

    asio::any_io_executor m_executor;
    asio::steady_timer m_changed; ///< On the I/O thread only: expires never, is cancelled at each change.
    mutable std::mutex m_mutex;   ///< Guards what follows.
    LiveLine m_line;
    Error m_reason;
    bool m_up = false;
    bool m_finished = false;
};

} // namespace kalpana::workspaces
