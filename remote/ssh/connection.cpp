#include "remote/ssh/connection.h"

#include "remote/ssh/channel_stream.h"

#include <QCoreApplication>
#include <boost/asio/post.hpp>

namespace kalpana::ssh {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SshConnection)
};

Error stopped()
{
    return {ErrorCode::Cancelled, Text::tr("Stopped.")};
}

} // namespace

Connection::Connection(io::Stream transport, QString name, const std::string& hostKeyAlgorithms, Timing timing)
    : m_transport(std::move(transport)), m_name(std::move(name)), m_timing(timing), m_session(hostKeyAlgorithms),
      m_incoming(256U << 10U), m_lost(std::make_shared<OneShot<Error>>(m_transport.get_executor())),
      m_timer(m_transport.get_executor()), m_lastHeard(Clock::now())
{
}

asio::awaitable<Result<std::shared_ptr<Connection>>> Connection::open(io::Stream transport, QString name,
                                                                      std::string hostKeyAlgorithms, Timing timing)
{
    auto connection = std::make_shared<Connection>(std::move(transport), std::move(name), hostKeyAlgorithms, timing);
    connection->m_session.startHandshake();
    connection->readOn();
    auto done = co_await connection->signInStep();
    if (done)
        co_return connection;
    connection->close();
    if (done.error().code != ErrorCode::ConnectionLost)
        co_return std::unexpected(done.error());
    co_return failure(ErrorCode::Protocol,
                      Text::tr("%1 answered, but no SSH connection came about. Check the port, and that its SSH server "
                               "offers current algorithms.")
                          .arg(connection->m_name),
                      done.error().detail);
}

asio::awaitable<Result<Event>> Connection::signInStep()
{
    const auto self = shared_from_this();
    const auto shot = std::make_shared<OneShot<Event>>(executor());
    m_signIn = shot;
    pump();
    if (isLost())
        co_return std::unexpected(*m_lost->value());
    const auto event = co_await OneShot<Event>::wait(shot);
    if (!event)
        co_return std::unexpected(stopped());
    if (event->kind == Event::Kind::Lost)
        co_return std::unexpected(lostError(QString::fromStdString(event->text)));
    co_return *event;
}

void Connection::readOn()
{
    m_transport.async_read_some(asio::buffer(m_incoming),
                                [self = shared_from_this()](io::error_code error, std::size_t count) {
                                    if (self->isLost())
                                        return;
                                    self->m_session.receive({self->m_incoming.data(), count});
                                    if (count > 0)
                                        self->pump();
                                    if (error) {
                                        self->m_session.end();
                                        self->pump();
                                        return self->lose(self->lostError(QString::fromStdString(error.message())));
                                    }
                                    self->m_lastHeard = Clock::now();
                                    self->readOn();
                                });
}

void Connection::pumpSoon()
{
    if (std::exchange(m_pumpPosted, true))
        return;
    // The owner may be about to go: a closed channel's goodbye is sent all the same.
    asio::post(executor(), [self = shared_from_this()] {
        self->m_pumpPosted = false;
        self->pump();
    });
}

void Connection::pump()
{
    if (isLost())
        return;
    for (const auto& event : m_session.pump())
        dispatch(event);
    flush();
}

void Connection::dispatch(const Event& event)
{
    switch (event.kind) {
    case Event::Kind::HandshakeDone:
    case Event::Kind::Methods:
    case Event::Kind::SignatureWanted:
    case Event::Kind::Authenticated:
    case Event::Kind::Refused:
        if (m_signIn)
            m_signIn->set(event);
        break;
    case Event::Kind::ChannelOpened:
    case Event::Kind::ChannelRefused:
        if (const auto found = m_opening.find(event.channel); found != m_opening.end())
            found->second->set(event);
        break;
    case Event::Kind::Readable:
    case Event::Kind::Writable:
    case Event::Kind::ChannelClosed:
        if (const auto found = m_streams.find(event.channel); found != m_streams.end())
            found->second->step();
        break;
    case Event::Kind::Pong:
        if (m_pingSent)
            m_roundTripMs = std::max(
                1, static_cast<int>(std::chrono::round<std::chrono::milliseconds>(Clock::now() - *m_pingSent).count()));
        m_pingSent.reset();
        break;
    case Event::Kind::Lost:
        if (m_signIn)
            m_signIn->set(event);
        lose(lostError(QString::fromStdString(event.text)));
        break;
    }
}

void Connection::flush()
{
    if (m_writing || isLost())
        return;
    m_session.takeOutput(m_outgoing);
    if (m_outgoing.empty())
        return;
    m_writing = true;
    writeRest(0);
}

void Connection::writeRest(std::size_t done)
{
    m_transport.async_write_some(asio::buffer(m_outgoing) + done,
                                 [self = shared_from_this(), done](io::error_code error, std::size_t count) {
                                     if (self->isLost())
                                         return;
                                     if (error)
                                         return self->lose(self->lostError(QString::fromStdString(error.message())));
                                     if (done + count < self->m_outgoing.size())
                                         return self->writeRest(done + count);
                                     self->m_writing = false;
                                     self->pump();
                                 });
}

void Connection::lose(Error error)
{
    if (isLost())
        return;
    m_lost->set(error);
    m_timer.cancel();
    m_transport.close();
    if (m_signIn)
        m_signIn->set({.kind = Event::Kind::Lost, .text = error.detail.toStdString()});
    for (const auto& [id, shot] : m_opening)
        shot->set({.kind = Event::Kind::Lost, .channel = id});
    for (const auto& [id, stream] : m_streams)
        stream->lose(error);
}

Error Connection::lostError(const QString& detail) const
{
    return {ErrorCode::ConnectionLost,
            Text::tr("The connection to %1 was lost. Check the network and connect again.").arg(m_name), detail};
}

asio::awaitable<Error> Connection::lost()
{
    const auto self = shared_from_this();
    const auto shot = m_lost;
    const auto reason = co_await OneShot<Error>::wait(shot);
    co_return reason.value_or(stopped());
}

void Connection::close()
{
    if (isLost())
        return;
    // Best effort: what fits into the socket now.
    m_session.disconnect();
    flush();
    lose({ErrorCode::ConnectionLost, Text::tr("The connection to %1 was closed.").arg(m_name)});
}

asio::awaitable<Result<std::shared_ptr<ChannelStream>>> Connection::openChannel(ChannelRequest request)
{
    const auto self = shared_from_this();
    if (isLost())
        co_return std::unexpected(*m_lost->value());
    m_commandWasRun |= !request.command.empty();
    const auto id = m_session.open(std::move(request));
    const auto shot = std::make_shared<OneShot<Event>>(executor());
    m_opening.emplace(id, shot);
    pumpSoon();
    const auto event = co_await OneShot<Event>::wait(shot);
    m_opening.erase(id);
    if (event && event->kind == Event::Kind::ChannelOpened)
        co_return std::make_shared<ChannelStream>(self, id);
    m_session.close(id);
    pumpSoon();
    if (!event)
        co_return std::unexpected(stopped());
    const auto detail = QString::fromStdString(event->text);
    if (event->kind == Event::Kind::Lost)
        co_return std::unexpected(*m_lost->value());
    if (event->refusal == Refusal::Prohibited)
        co_return failure(
            ErrorCode::ForwardingRefused,
            Text::tr("The SSH server of %1 does not allow this channel. Ask its administrator to allow forwarding.")
                .arg(m_name),
            detail);
    if (event->refusal == Refusal::ConnectFailed)
        co_return failure(ErrorCode::NotFound, Text::tr("Nothing answers there on %1.").arg(m_name), detail);
    co_return failure(ErrorCode::Protocol,
                      Text::tr("The SSH server of %1 opened no channel. Connect again.").arg(m_name), detail);
}

void Connection::start()
{
    m_lastTick = m_lastHeard = Clock::now();
    m_timer.expires_after(m_timing.controlDelay);
    m_timer.async_wait([self = shared_from_this()](io::error_code error) {
        if (error || self->isLost())
            return;
        self->runControlCommand();
        self->tick();
    });
}

/// sshd sets TCP_NODELAY on its side when a command is run, and only then: without it every new channel waits 40 ms.
void Connection::runControlCommand()
{
    if (std::exchange(m_commandWasRun, true))
        return;
    m_session.runDetached("true");
    pumpSoon();
}

void Connection::tick()
{
    const auto now = Clock::now();
    // When this thread itself stood still, what the peer sent is still on its way to us.
    if (now - std::exchange(m_lastTick, now) > 2 * m_timing.pingInterval)
        m_lastHeard = now;
    if (m_pingSent && now - m_lastHeard >= m_timing.silenceLimit)
        return lose(lostError(Text::tr("it was silent for too long")));
    ping();
    m_timer.expires_after(m_timing.pingInterval);
    m_timer.async_wait([self = shared_from_this()](io::error_code error) {
        if (!error && !self->isLost())
            self->tick();
    });
}

void Connection::ping()
{
    if (m_pingSent)
        return; // Still waiting for the one before.
    if (m_session.ping())
        m_pingSent = Clock::now();
    pumpSoon();
}

} // namespace kalpana::ssh
