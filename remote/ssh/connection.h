#pragma once

#include "core/base/error.h"
#include "remote/io/stream.h"
#include "remote/ssh/one_shot.h"
#include "remote/ssh/session.h"

#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>

namespace kalpana::ssh {

class ChannelStream;

/// Carries a Session over a byte stream: reads, writes and timers of one SSH connection. Lives on the I/O thread but
/// for what is said otherwise; ends by close(), by the peer, or when the peer is silent for too long.
class Connection final : public std::enable_shared_from_this<Connection> {
public:
    using Clock = std::chrono::steady_clock;
    struct Timing {
        std::chrono::milliseconds pingInterval{5000};
        /// A peer that sends nothing at all for so long, though it was asked, is gone.
        std::chrono::milliseconds silenceLimit{15000};
        /// After signing in; by then the user's own first command has been sent.
        std::chrono::milliseconds controlDelay{50};
    };

    /// Exchanges keys over a fresh stream. `name` is the host as the user calls it.
    [[nodiscard]] static asio::awaitable<Result<std::shared_ptr<Connection>>>
    open(io::Stream transport, QString name, std::string hostKeyAlgorithms, Timing timing);
    Connection(io::Stream transport, QString name, const std::string& hostKeyAlgorithms, Timing timing);

    /// One step of signing in: Methods, SignatureWanted, Authenticated or Refused. ErrorCode::ConnectionLost when the
    /// server hangs up.
    template <typename Begin>
    [[nodiscard]] asio::awaitable<Result<Event>> signIn(Begin begin)
    {
        const auto self = shared_from_this();
        begin(m_session);
        co_return co_await signInStep();
    }
    /// Signed in: begins to ping, and lets sshd set TCP_NODELAY by a command.
    void start();

    /// ErrorCode::ForwardingRefused when the server forbids it, NotFound when nothing answers there.
    [[nodiscard]] asio::awaitable<Result<std::shared_ptr<ChannelStream>>> openChannel(ChannelRequest request);
    /// Completes when the connection is over, with the reason.
    [[nodiscard]] asio::awaitable<Error> lost();
    void close();
    /// Any thread.
    [[nodiscard]] int roundTripMs() const { return m_roundTripMs.load(std::memory_order_relaxed); }

    [[nodiscard]] const QString& name() const { return m_name; }
    [[nodiscard]] Session& session() { return m_session; }
    [[nodiscard]] bool isLost() const { return m_lost->value().has_value(); }
    [[nodiscard]] asio::any_io_executor executor() const { return m_transport.get_executor(); }

    // For ChannelStream.
    void add(ChannelId id, ChannelStream& stream) { m_streams[id] = &stream; }
    void remove(ChannelId id) { m_streams.erase(id); }
    /// Lets the session act on what was asked of it, soon.
    void pumpSoon();

private:
    [[nodiscard]] asio::awaitable<Result<Event>> signInStep();
    void readOn();
    void pump();
    void dispatch(const Event& event);
    void flush();
    void writeRest(std::size_t done);
    void lose(Error error);
    void tick();
    void ping();
    void runControlCommand();
    [[nodiscard]] Error lostError(const QString& detail) const;

    io::Stream m_transport;
    QString m_name;
    Timing m_timing;
    Session m_session;
    std::vector<std::byte> m_incoming;
    std::vector<std::byte> m_outgoing;
    bool m_writing = false;
    bool m_pumpPosted = false;
    std::shared_ptr<OneShot<Event>> m_signIn;
    std::map<ChannelId, std::shared_ptr<OneShot<Event>>> m_opening;
    std::map<ChannelId, ChannelStream*> m_streams;
    std::shared_ptr<OneShot<Error>> m_lost;

    asio::steady_timer m_timer;
    bool m_commandWasRun = false;
    Clock::time_point m_lastHeard;
    Clock::time_point m_lastTick;
    std::optional<Clock::time_point> m_pingSent;
    std::atomic<int> m_roundTripMs = 0;
};

} // namespace kalpana::ssh
