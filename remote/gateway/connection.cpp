#include "remote/gateway/connection.h"

#include "remote/gateway/admission.h"
#include "remote/gateway/exchange.h"

namespace kalpana::gateway {

namespace {

constexpr std::size_t mostLingering = 1U << 20U;

} // namespace

Connection::Connection(std::shared_ptr<Door> door, io::Stream stream)
    : m_door(std::move(door)), m_input(std::make_shared<StreamInput>(std::move(stream), m_door->bufferBytes())),
      m_timer(m_input->stream().get_executor())
{
    m_door->entered(this);
}

Connection::~Connection()
{
    m_door->left(this);
}

void Connection::close()
{
    if (!m_exchange || !m_exchange->leave())
        return m_input->close();
    m_timer.expires_after(m_door->limits().partingTime);
    m_timer.async_wait([weak = weak_from_this(), round = ++m_timerRound](error_code error) {
        if (const auto self = weak.lock(); self && !error && self->m_timerRound == round)
            self->m_input->close();
    });
}

asio::awaitable<void> Connection::serve(std::shared_ptr<Connection> self)
{
    for (;;) {
        const auto request = co_await self->readHead();
        if (!request && request.error() == silent)
            break;
        if (!request) {
            const auto bytes = serialize(refusal(request.error()), true, false);
            co_await writeAll(self->m_input->stream(), bytes);
            break;
        }
        const auto keepAlive = co_await self->handle(*request);
        if (!keepAlive)
            break;
    }
    co_await self->linger();
}

asio::awaitable<bool> Connection::handle(const RequestHead& request)
{
    const auto decision = decide(request, m_door->id(), m_door->port(), m_door->entrance(), m_door->limits().now());
    if (const auto* forward = std::get_if<Forward>(&decision)) {
        Exchange exchange(*m_door, m_input, request, forward->site);
        m_exchange = &exchange;
        const auto keepAlive = co_await exchange.run();
        m_exchange = nullptr;
        co_return keepAlive;
    }
    // A body that nobody will read ends the connection.
    const auto keepAlive = request.keepAlive() && request.body.kind == BodyLength::Kind::None;
    const auto bytes = serialize(std::get<Answer>(decision), request.method != "HEAD", keepAlive);
    const auto written = co_await writeAll(m_input->stream(), bytes);
    co_return written&& keepAlive;
}

asio::awaitable<std::expected<RequestHead, int>> Connection::readHead()
{
    auto begun = false;
    std::size_t scanned = 0;
    startTimer(m_door->limits().idleTime);
    for (;;) {
        while (scanned == 0 &&
               m_input->bytes().starts_with("\r\n")) // Some clients end a body with one too many (RFC 9112, 2.2).
            m_input->consume(2);
        const auto bytes = m_input->bytes();
        if (!begun && !bytes.empty()) {
            begun = true;
            startTimer(m_door->limits().headTime);
        }
        if (const auto end = headEnd(bytes, scanned)) {
            stopTimer();
            auto head =
                *end <= m_door->limits().headBytes ? parseRequestHead(bytes.substr(0, *end)) : std::unexpected(431);
            m_input->consume(*end);
            co_return head;
        }
        if (bytes.size() > m_door->limits().headBytes || m_input->isFull())
            co_return std::unexpected(431);
        if (m_timeIsUp)
            co_return std::unexpected(begun ? 408 : silent);
        if (m_input->ended())
            co_return std::unexpected(silent);
        scanned = bytes.size();
        co_await m_input->more();
    }
}

asio::awaitable<void> Connection::linger()
{
    m_input->stream().shutdownWrite();
    startTimer(m_door->limits().partingTime);
    for (std::size_t dropped = 0; !m_input->ended() && !m_timeIsUp && dropped < mostLingering;) {
        dropped += m_input->bytes().size();
        m_input->consume(m_input->bytes().size());
        co_await m_input->more();
    }
    stopTimer();
    m_input->close();
}

void Connection::startTimer(std::chrono::milliseconds time)
{
    m_timeIsUp = false;
    m_timer.expires_after(time);
    m_timer.async_wait([weak = weak_from_this(), round = ++m_timerRound](error_code error) {
        const auto self = weak.lock();
        if (error || !self || self->m_timerRound != round)
            return;
        self->m_timeIsUp = true;
        self->m_input->wake();
    });
}

void Connection::stopTimer()
{
    ++m_timerRound;
    m_timer.cancel();
}

} // namespace kalpana::gateway
