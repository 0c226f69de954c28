#include "remote/gateway/exchange.h"

#include "remote/gateway/forwarded.h"

#include <QCoreApplication>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <array>

namespace kalpana::gateway {

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t inOneWrite = 16384; // A small body goes with its head.

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gateway)
};

/// A backend of somebody else's must not bring the connection down by throwing.
asio::awaitable<Result<io::Stream>> openSafely(std::shared_ptr<Backend> backend, std::uint16_t port)
{
    try {
        if (port == 0)
            co_return co_await backend->openIde();
        co_return co_await backend->openPort(port);
    } catch (const std::exception& thrown) {
        co_return failure(ErrorCode::ConnectionLost, Text::tr("The connection to the workspace's host failed."),
                          QString::fromUtf8(thrown.what()));
    }
}

} // namespace

Exchange::Exchange(Door& door, Input client, const RequestHead& request, const Site& site)
    : m_door(door), m_client(std::move(client)), m_request(request), m_site(site), m_requestBody(request.body),
      m_openLimit(m_client->stream().get_executor())
{
    m_client->watch([this] { clientLeft(); });
}

Exchange::~Exchange()
{
    m_client->watch({});
    if (m_backend)
        m_backend->close();
}

asio::awaitable<bool> Exchange::run()
{
    for (;;) {
        auto opened = co_await open();
        if (m_clientLeft)
            co_return false;
        if (!opened)
            co_return co_await show(opened.error()) == Outcome::KeepAlive;
        m_backend = std::move(*opened);
        m_heard = false;
        const auto outcome = co_await attempt();
        if (outcome != Outcome::Stale)
            co_return outcome == Outcome::KeepAlive;
        std::exchange(m_backend, {})->close();
    }
}

bool Exchange::leave()
{
    if (m_isSpliced)
        m_backend->close();
    return m_isSpliced;
}

asio::awaitable<Result<Input>> Exchange::open()
{
    using namespace asio::experimental::awaitable_operators;
    if (isRepeatable())
        if (auto kept = m_door.pool().take(m_site.port)) {
            m_reused = true;
            co_return kept;
        }
    m_reused = false;
    ++m_openings;
    if (m_clientLeft)
        co_return failure(ErrorCode::Cancelled, {});
    m_openLimit.expires_after(m_door.limits().openTime);
    auto first = co_await (openSafely(m_door.backend(), m_site.port) || m_openLimit.async_wait(asTuple));
    if (first.index() == 1)
        co_return failure(ErrorCode::ConnectionLost,
                          Text::tr("The workspace's host is not reachable at the moment. Kalpana keeps trying."));
    auto& opened = std::get<0>(first);
    if (!opened)
        co_return std::unexpected(opened.error());
    if (!*opened)
        co_return failure(ErrorCode::Internal, Text::tr("The workspace's host gave no connection."));
    co_return std::make_shared<StreamInput>(std::move(*opened), m_door.bufferBytes());
}

asio::awaitable<Exchange::Outcome> Exchange::attempt()
{
    using namespace asio::experimental::awaitable_operators;
    auto bytes = forwardedHead(m_request, m_door.entrance().cookieName());
    const auto bodyNow = m_requestBody.take(m_client->bytes().substr(0, inOneWrite));
    bytes.append(m_client->bytes().substr(0, bodyNow));
    m_client->consume(bodyNow);
    // A backend that takes no more may have answered already: what it said counts.
    const auto written = co_await writeAll(m_backend->stream(), bytes);
    if (!written)
        m_stopBody = true;
    if (m_requestBody.done())
        co_return co_await relay();
    co_return co_await (sendBody() && relay());
}

asio::awaitable<void> Exchange::sendBody()
{
    const auto written = co_await moveBody(m_client, m_backend->stream(), m_requestBody, m_stopBody);
    if (m_requestBody.broken() || (written && !m_requestBody.done() && !m_stopBody))
        m_backend->close(); // Half a request: nobody may take it for a whole one.
}

asio::awaitable<Exchange::Outcome> Exchange::relay()
{
    for (;;) {
        const auto head = co_await readHead();
        if (m_clientLeft)
            co_return Outcome::Close;
        if (!head)
            co_return co_await noAnswer();
        if (head->status >= 200)
            co_return co_await relayFinal(*head);
        const auto isUpgrade = head->status == 101;
        if (isUpgrade && !m_request.isWebSocket())
            co_return co_await show(
                {ErrorCode::Protocol,
                 Text::tr("The workspace's program answered with an upgrade that nobody asked for.")});
        if (!m_request.http11)
            continue; // Such clients don't know interim answers.
        const auto bytes = forwardedHead(*head, true);
        const auto written = co_await writeAll(m_client->stream(), bytes);
        if (!written)
            co_return Outcome::Close;
        if (!isUpgrade)
            continue;
        m_client->watch({}); // From here on a client that half-closes has not left.
        m_isSpliced = true;
        co_await splice(m_client, m_backend, m_door.limits().partingTime);
        co_return Outcome::Close;
    }
}

asio::awaitable<std::optional<ResponseHead>> Exchange::readHead()
{
    std::size_t scanned = 0;
    for (;;) {
        const auto bytes = m_backend->bytes();
        m_heard = m_heard || !bytes.empty();
        if (const auto end = headEnd(bytes, scanned)) {
            auto head = *end <= m_door.limits().headBytes ? parseResponseHead(bytes.substr(0, *end), m_request.method)
                                                          : std::nullopt;
            m_backend->consume(*end);
            co_return head;
        }
        scanned = bytes.size();
        if (m_backend->ended() || bytes.size() > m_door.limits().headBytes || m_backend->isFull())
            co_return std::nullopt;
        co_await m_backend->more();
    }
}

asio::awaitable<Exchange::Outcome> Exchange::relayFinal(const ResponseHead& head)
{
    if (!m_request.http11 && head.body.kind == BodyLength::Kind::Chunked)
        co_return co_await show(
            {ErrorCode::Protocol,
             Text::tr("The workspace's program answered in a form that this client does not know.")});
    const auto keepAlive = m_request.keepAlive() && head.body.kind != BodyLength::Kind::UntilClose;
    Body body(head.body);
    auto bytes = forwardedHead(head, keepAlive);
    const auto bodyNow = body.take(m_backend->bytes().substr(0, inOneWrite));
    bytes.append(m_backend->bytes().substr(0, bodyNow));
    m_backend->consume(bodyNow);
    auto written = co_await writeAll(m_client->stream(), bytes);
    if (written)
        written = co_await moveBody(m_backend, m_client->stream(), body, m_clientLeft);
    if (!written || !body.done()) {
        // Cut short: closing is how the client learns of it.
        m_client->close();
        m_backend->close();
        co_return Outcome::Close;
    }
    if (!m_requestBody.done()) {
        m_stopBody = true;
        m_client->wake();
        m_backend->close();
        co_return Outcome::Close;
    }
    if (head.keepAlive() && m_backend->bytes().empty() && !m_backend->ended() && !m_clientLeft)
        m_door.pool().put(m_site.port, std::exchange(m_backend, {}));
    co_return keepAlive ? Outcome::KeepAlive : Outcome::Close;
}

asio::awaitable<Exchange::Outcome> Exchange::noAnswer()
{
    // A kept connection may have been dead; a new one may have gone with the line to the host, and the next opening
    // waits for that to be back. A second time it is the program itself.
    if (!m_heard && isRepeatable() && (m_reused || m_openings < 2))
        co_return Outcome::Stale;
    co_return co_await show(
        {ErrorCode::NotFound, m_heard ? Text::tr("The workspace's program gave an answer that is not HTTP.")
                                      : Text::tr("The workspace's program ended the connection before it answered.")});
}

asio::awaitable<Exchange::Outcome> Exchange::show(Error why)
{
    m_stopBody = true;
    m_client->wake();
    if (m_backend)
        m_backend->close();
    const auto nothingListens = why.code == ErrorCode::NotFound || why.code == ErrorCode::Protocol;
    const auto page = pageAnswer(nothingListens ? 502 : 503,
                                 {.title = nothingListens ? Text::tr("The workspace's program does not answer")
                                                          : Text::tr("The workspace is not reachable"),
                                  .text = why.sentence,
                                  .loadsAgain = m_request.method == "GET" && !m_request.isWebSocket()});
    const auto keepAlive = m_request.keepAlive() && m_requestBody.done();
    const auto bytes = serialize(page, m_request.method != "HEAD", keepAlive);
    const auto written = co_await writeAll(m_client->stream(), bytes);
    co_return written&& keepAlive ? Outcome::KeepAlive : Outcome::Close;
}

void Exchange::clientLeft()
{
    m_clientLeft = true;
    m_openLimit.cancel();
    if (m_backend)
        m_backend->close();
}

bool Exchange::isRepeatable() const
{
    constexpr std::array<std::string_view, 3> safe{"GET", "HEAD", "OPTIONS"};
    return m_request.body.kind == BodyLength::Kind::None && !m_request.isWebSocket() &&
           std::ranges::find(safe, m_request.method) != safe.end();
}

} // namespace kalpana::gateway
