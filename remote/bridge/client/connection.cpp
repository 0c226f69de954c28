#include "remote/bridge/client/connection.h"

#include "remote/bridge/client/failure.h"
#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/protocol/frame.h"
#include "remote/bridge/protocol/version.h"

#include <QCoreApplication>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace kalpana::bridge::client {

namespace {

namespace websocket = boost::beast::websocket;

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t mostPending = 256;
constexpr std::size_t mostMessageBytes =
    2 * protocol::kMaxTextBytes; // A reply's file text may double in size when it is escaped.
constexpr std::chrono::seconds signInTime{10};
const auto never = asio::steady_timer::time_point::max();

struct Text {
    Q_DECLARE_TR_FUNCTIONS(bridge)
};

Error lostBecause(const io::error_code& error)
{
    return {ErrorCode::ConnectionLost, Text::tr("The connection to the workspace's bridge ended."),
            QString::fromStdString(error.message())};
}

Error refusedUpgrade(const io::error_code& error, const websocket::response_type& response)
{
    if (error == websocket::error::upgrade_declined && response.result() == boost::beast::http::status::unauthorized)
        return {ErrorCode::Authentication,
                Text::tr(
                    "The workspace's bridge refused this program's token. Open the workspace again to get a new one.")};
    namespace http = boost::beast::http;
    if (error == http::error::end_of_stream || error == http::error::partial_message)
        return lostBecause(error);
    if (error.category() == make_error_code(websocket::error::upgrade_declined).category() ||
        error.category() == make_error_code(http::error::bad_version).category())
        return {ErrorCode::Protocol,
                Text::tr("What answers on the host is not a bridge of Kalpana. Stop the workspace and open it again."),
                QString::fromStdString(error.message())};
    if (error == boost::beast::error::timeout)
        return {ErrorCode::ConnectionLost,
                Text::tr("The workspace's bridge did not answer within 10 seconds. Try again.")};
    return lostBecause(error);
}

} // namespace

/// A request under way: its caller waits on `wake` until there is an outcome, its time is over, or it is cancelled.
struct Client::Connection::Pending {
    RequestHandlers handlers;
    asio::steady_timer wake;
    std::optional<Result<Json>> outcome = {};

    void finish(Result<Json> result)
    {
        outcome.emplace(std::move(result));
        wake.cancel();
    }
};

/// A frame to be written; `written` ends when the stream has taken it, or the connection is lost.
struct Client::Connection::Outgoing {
    std::string bytes;
    bool binary = false;
    bool taken = false;
    asio::steady_timer written;
};

Client::Connection::Connection(io::Stream stream) : m_socket(std::move(stream)), m_ended(m_socket.get_executor(), never)
{
}

asio::awaitable<Result<void>> Client::Connection::upgrade(Self self, Secret token)
{
    auto& socket = self->m_socket;
    socket.set_option(websocket::stream_base::timeout{
        .handshake_timeout = signInTime, .idle_timeout = websocket::stream_base::none(), .keep_alive_pings = false});
    socket.set_option(websocket::stream_base::decorator([&token](websocket::request_type& request) {
        request.set(boost::beast::http::field::authorization, "Bearer " + std::string(token.reveal()));
    }));
    socket.read_message_max(mostMessageBytes);
    websocket::response_type response;
    const auto [error] = co_await socket.async_handshake(response, "kalpana-bridge", "/", asTuple);
    if (error)
        co_return std::unexpected(refusedUpgrade(error, response));
    socket.set_option(
        websocket::stream_base::decorator([](websocket::request_type&) {})); // The old one refers to the token.
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Client::Connection::sayHello(Self self)
{
    Json payload = Json::object();
    payload["client"] = "kalpana " KALPANA_VERSION;
    RequestHandlers handlers;
    const auto reply = co_await request(self, "hello", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    self->hello = Hello{.bridge = fields.text("bridge"),
                        .protocol = fields.text("protocol"),
                        .id = fields.text("id"),
                        .root = fields.text("root"),
                        .pid = static_cast<std::int64_t>(fields.number("pid")),
                        .host = fields.optionalText("host").value_or(std::string())};
    if (fields.failure() || self->hello.protocol != protocol::kVersion)
        co_return std::unexpected(
            errorOf("wrong_version", fields.failure() ? fields.failure()->message : self->hello.protocol));
    co_return Result<void>{};
}

asio::awaitable<Result<Json>> Client::Connection::request(Self self, std::string type, Json payload,
                                                          RequestHandlers handlers)
{
    if (self->m_end)
        co_return std::unexpected(*self->m_end);
    if (self->m_pending.size() >= mostPending)
        co_return failure(ErrorCode::Internal,
                          Text::tr("Too many requests are under way in this workspace. Wait until some have ended."));

    const auto limit = handlers.timeout.count() > 0 ? asio::steady_timer::clock_type::now() + handlers.timeout : never;
    const auto pending =
        std::make_shared<Pending>(Pending{std::move(handlers), asio::steady_timer(self->executor(), limit)});
    const auto id = self->freeId();
    self->m_pending.emplace(id, pending);
    struct Forget { // However this ends, destroyed in the middle included, the handlers are not called afterwards.
        Connection& connection;
        std::uint32_t id;
        ~Forget() { connection.m_pending.erase(id); }
    } const forget{*self, id};

    self->sendRequest(id, type, std::move(payload));
    const auto [cancelled] = co_await pending->wake.async_wait(asTuple);
    if (pending->outcome)
        co_return std::move(*pending->outcome);
    Json which = Json::object();
    which["id"] = id;
    self->sendRequest(self->freeId(), "request.cancel", std::move(which)); // Nobody waits for its reply.
    if (cancelled)
        co_return failure(ErrorCode::Cancelled, Text::tr("Stopped."));
    co_return failure(ErrorCode::Remote,
                      Text::tr("The workspace's bridge did not answer in time. The host may be overloaded; try again."),
                      QString::fromStdString(type));
}

asio::awaitable<Result<void>> Client::Connection::sendBinary(Self self, std::string frame)
{
    if (self->m_end)
        co_return std::unexpected(*self->m_end);
    const auto outgoing = std::make_shared<Outgoing>(
        Outgoing{std::move(frame), true, false, asio::steady_timer(self->executor(), never)});
    self->send(outgoing);
    co_await outgoing->written.async_wait(asTuple);
    if (outgoing->taken)
        co_return Result<void>{};
    if (self->m_end)
        co_return std::unexpected(*self->m_end);
    co_return failure(ErrorCode::Cancelled, Text::tr("Stopped."));
}

asio::awaitable<Error> Client::Connection::lost(Self self)
{
    if (!self->m_end)
        co_await self->m_ended.async_wait(asTuple);
    if (self->m_end)
        co_return *self->m_end;
    co_return Error{ErrorCode::Cancelled, Text::tr("Stopped.")};
}

void Client::Connection::startReading()
{
    asio::co_spawn(executor(), read(shared_from_this()), asio::detached);
}

void Client::Connection::close()
{
    end({ErrorCode::ConnectionLost, Text::tr("The connection to the workspace's bridge was closed.")});
}

std::shared_ptr<void> Client::Connection::listen(EventSink onEvent)
{
    const auto listener = std::make_shared<EventSink>(std::move(onEvent));
    std::erase_if(m_listeners, [](const auto& weak) { return weak.expired(); });
    m_listeners.push_back(listener);
    return listener;
}

asio::awaitable<void> Client::Connection::read(Self self)
{
    for (;;) {
        const auto [error, count] = co_await self->m_socket.async_read(self->m_incoming, asTuple);
        if (error) {
            self->end(lostBecause(error));
            co_return;
        }
        self->take({static_cast<const char*>(self->m_incoming.cdata().data()), count}, self->m_socket.got_binary());
        self->m_incoming.consume(count);
        if (constexpr std::size_t kept = 1U << 20U; self->m_incoming.capacity() > kept)
            self->m_incoming.shrink_to_fit();
    }
}

asio::awaitable<void> Client::Connection::write(Self self)
{
    while (!self->m_outgoing.empty() && !self->m_end) {
        const auto frame = self->m_outgoing.front();
        self->m_outgoing.pop_front();
        self->m_socket.binary(frame->binary);
        const auto [error, count] = co_await self->m_socket.async_write(asio::buffer(frame->bytes), asTuple);
        frame->taken = !error;
        frame->written.cancel();
        if (error)
            self->end(lostBecause(error));
    }
    self->m_writing = false;
}

void Client::Connection::send(std::shared_ptr<Outgoing> frame)
{
    m_outgoing.push_back(std::move(frame));
    if (std::exchange(m_writing, true))
        return;
    asio::co_spawn(executor(), write(shared_from_this()), asio::detached);
}

void Client::Connection::sendRequest(std::uint32_t id, std::string_view type, Json payload)
{
    if (m_end)
        return;
    auto bytes =
        protocol::encode(protocol::Request{.id = id, .type = std::string(type), .payload = std::move(payload)});
    if (const auto own = m_pending.find(id); bytes.size() > protocol::kMaxTextBytes && own != m_pending.end())
        return asio::post(executor(), [pending = own->second] {
            pending->finish(std::unexpected(errorOf("too_large", {}, pending->handlers.subject)));
        });
    send(std::make_shared<Outgoing>(Outgoing{std::move(bytes), false, false, asio::steady_timer(executor(), never)}));
}

void Client::Connection::sendEvent(const protocol::Event& event)
{
    if (!m_end)
        send(std::make_shared<Outgoing>(
            Outgoing{protocol::encode(event), false, false, asio::steady_timer(executor(), never)}));
}

std::uint32_t Client::Connection::freeId()
{
    do
        ++m_lastId;
    while (m_lastId == 0 || m_pending.contains(m_lastId));
    return m_lastId;
}

void Client::Connection::take(std::string_view message, bool binary)
{
    if (binary) {
        // What is not a frame, or belongs to a request that has ended, is dropped.
        const auto frame = protocol::decodeFrame(message);
        const auto found = frame ? m_pending.find(frame->stream) : m_pending.end();
        if (found == m_pending.end() || !found->second->handlers.onBinary)
            return;
        const auto pending = found->second;
        pending->handlers.onBinary({.kind = static_cast<std::uint8_t>(frame->kind),
                                    .offset = frame->offset,
                                    .bytes = std::as_bytes(std::span(frame->bytes))});
        return;
    }
    auto parsed = protocol::parseFromBridge(message);
    if (!parsed)
        return end({ErrorCode::Protocol,
                    Text::tr("The workspace's bridge said something that can't be understood. Stop the workspace and "
                             "open it again."),
                    QString::fromStdString(parsed.error().failure.message)});
    if (auto* reply = std::get_if<protocol::Reply>(&*parsed))
        takeReply(std::move(*reply));
    else
        takeEvent(std::get<protocol::Event>(*parsed));
}

void Client::Connection::takeReply(protocol::Reply reply)
{
    const auto found = m_pending.find(reply.id);
    if (found == m_pending.end())
        return;
    const auto pending = found->second;
    m_pending.erase(found); // Frames that follow the reply belong to nobody.
    if (reply.outcome)
        pending->finish(std::move(*reply.outcome));
    else
        pending->finish(std::unexpected(
            errorOf(wordOf(reply.outcome.error().code), reply.outcome.error().message, pending->handlers.subject)));
}

void Client::Connection::takeEvent(const protocol::Event& event)
{
    const auto id = event.payload.find("id");
    const auto found = id != event.payload.end() && id->is_number_unsigned() ? m_pending.find(id->get<std::uint32_t>())
                                                                             : m_pending.end();
    if (found != m_pending.end()) {
        const auto pending = found->second;
        if (pending->handlers.onEvent)
            pending->handlers.onEvent(event.name, event.payload);
        return;
    }
    const auto listeners = m_listeners;
    for (const auto& weak : listeners)
        if (const auto listener = weak.lock())
            (*listener)(event.name, event.payload);
}

void Client::Connection::end(Error why)
{
    if (m_end)
        return;
    m_end = std::move(why);
    m_socket.next_layer().close();
    auto lostError = *m_end;
    lostError.code = ErrorCode::ConnectionLost;
    for (const auto& [id, pending] : std::exchange(m_pending, {}))
        pending->finish(std::unexpected(lostError));
    for (const auto& frame : std::exchange(m_outgoing, {}))
        frame->written.cancel();
    m_ended.cancel();
}

} // namespace kalpana::bridge::client
