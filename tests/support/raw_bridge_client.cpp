#include "tests/support/raw_bridge_client.h"

#include "remote/bridge/protocol/frame.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include <chrono>
#include <deque>
#include <map>
#include <set>

namespace kalpana::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
namespace protocol = bridge::protocol;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

struct RawBridgeClient::Impl {
    using Stream = websocket::stream<beast::basic_stream<asio::local::stream_protocol>>;

    asio::io_context loop;
    std::unique_ptr<Stream> stream;
    beast::flat_buffer buffer;
    bool connected = false;
    bool paused = false;
    bool reading = false;
    bool keepBytes = true;
    std::uint32_t lastId = 0;
    std::uint64_t bytesReceived = 0;
    std::deque<std::pair<bool, std::string>> toSend;
    std::map<std::uint32_t, std::pair<std::string, Json>> asked;
    std::map<std::uint32_t, Json> replies;
    struct Content {
        std::uint64_t first = 0;
        std::string bytes = {};
        bool gap = false;
    };
    std::map<std::pair<std::uint8_t, std::uint32_t>, Content> content;
    std::set<std::uint32_t> acknowledged;
    std::vector<Json> events;
    std::vector<Json> eventsSent;
    std::vector<Json> exchanges;

    void read()
    {
        if (paused || reading || !connected)
            return;
        reading = true;
        stream->async_read(buffer, [this](error_code error, std::size_t) {
            reading = false;
            if (error) {
                connected = false;
                return;
            }
            const std::string message = beast::buffers_to_string(buffer.data());
            buffer.consume(buffer.size());
            if (stream->got_binary())
                takeBinary(message);
            else
                takeText(Json::parse(message));
            read();
        });
    }

    void takeText(Json frame)
    {
        if (frame.contains("event")) {
            events.push_back(std::move(frame));
            return;
        }
        const auto id = frame.at("id").get<std::uint32_t>();
        const auto request = asked.find(id);
        exchanges.push_back({{"type", request == asked.end() ? "" : request->second.first},
                             {"request", request == asked.end() ? Json() : request->second.second},
                             {"reply", frame}});
        replies[id] = std::move(frame);
    }

    void takeBinary(const std::string& message)
    {
        const auto frame = protocol::decodeFrame(message);
        if (!frame)
            return;
        bytesReceived += frame->bytes.size();
        if (acknowledged.contains(frame->stream) && frame->kind == protocol::FrameKind::Output)
            sendEvent("terminal.ack", {{"id", frame->stream}, {"offset", frame->offset + frame->bytes.size()}});
        if (!keepBytes)
            return;
        const auto [found, isNew] = content.try_emplace({static_cast<std::uint8_t>(frame->kind), frame->stream});
        auto& kept = found->second;
        if (isNew)
            kept.first = frame->offset;
        kept.gap = kept.gap || frame->offset != kept.first + kept.bytes.size();
        kept.bytes += frame->bytes;
    }

    void sendEvent(const std::string& name, const Json& payload)
    {
        eventsSent.push_back({{"v", "1"}, {"event", name}, {"payload", payload}});
        push(false, eventsSent.back().dump());
    }

    void write()
    {
        if (toSend.empty() || !connected)
            return;
        stream->binary(toSend.front().first);
        stream->async_write(asio::buffer(toSend.front().second), [this](error_code error, std::size_t) {
            if (error) {
                connected = false;
                return;
            }
            toSend.pop_front();
            write();
        });
    }

    void push(bool binary, std::string data)
    {
        toSend.emplace_back(binary, std::move(data));
        if (toSend.size() == 1)
            write();
    }

    bool runUntil(const std::function<bool()>& condition, int timeoutMs)
    {
        const auto deadline = Clock::now() + std::chrono::milliseconds(timeoutMs);
        while (!condition()) {
            if (Clock::now() > deadline)
                return false;
            if (loop.stopped())
                loop.restart();
            loop.run_one_for(std::chrono::milliseconds(20));
        }
        return true;
    }
};

RawBridgeClient::RawBridgeClient() : m_impl(std::make_unique<Impl>()) {}
RawBridgeClient::~RawBridgeClient() = default;

int RawBridgeClient::connect(const std::string& socket, const std::string& token)
{
    auto& impl = *m_impl;
    impl.stream = std::make_unique<Impl::Stream>(impl.loop);
    impl.stream->read_message_max(0);
    impl.stream->set_option(websocket::stream_base::decorator([token](websocket::request_type& request) {
        if (!token.empty())
            request.set(beast::http::field::authorization, "Bearer " + token);
    }));
    error_code error;
    beast::get_lowest_layer(*impl.stream).socket().connect(asio::local::stream_protocol::endpoint(socket), error);
    if (error)
        return 0;
    websocket::response_type response;
    std::optional<error_code> done;
    impl.stream->async_handshake(response, "bridge", "/", [&done](error_code failure) { done = failure; });
    if (!impl.runUntil([&done] { return done.has_value(); }, 20000))
        return 0;
    impl.connected = !*done;
    impl.read();
    return static_cast<int>(response.result_int()) == 0 || (*done && *done != websocket::error::upgrade_declined)
               ? 0
               : static_cast<int>(response.result_int());
}

void RawBridgeClient::disconnect()
{
    m_impl->connected = false;
    beast::get_lowest_layer(*m_impl->stream).close();
}

std::uint32_t RawBridgeClient::send(const std::string& type, const Json& payload)
{
    const auto id = ++m_impl->lastId;
    m_impl->asked[id] = {type, payload};
    sendText(Json{{"v", "1"}, {"id", id}, {"type", type}, {"payload", payload}}.dump());
    return id;
}

void RawBridgeClient::sendEvent(const std::string& name, const Json& payload)
{
    m_impl->sendEvent(name, payload);
}

void RawBridgeClient::acknowledge(std::uint32_t attachRequest)
{
    m_impl->acknowledged.insert(attachRequest);
}

void RawBridgeClient::sendText(const std::string& text)
{
    m_impl->push(false, text);
}

void RawBridgeClient::sendBinary(const std::string& data)
{
    m_impl->push(true, data);
}

RawBridgeClient::Json RawBridgeClient::reply(std::uint32_t id, int timeoutMs)
{
    (void)waitUntil([&] { return m_impl->replies.contains(id) || !m_impl->connected; }, timeoutMs);
    const auto found = m_impl->replies.find(id);
    return found == m_impl->replies.end() ? Json() : found->second;
}

bool RawBridgeClient::waitUntil(const std::function<bool()>& condition, int timeoutMs)
{
    return m_impl->runUntil(condition, timeoutMs);
}

void RawBridgeClient::pauseReading(bool paused)
{
    m_impl->paused = paused;
    m_impl->read();
}

bool RawBridgeClient::isConnected() const
{
    return m_impl->connected;
}

const std::vector<RawBridgeClient::Json>& RawBridgeClient::events() const
{
    return m_impl->events;
}

std::string RawBridgeClient::bytes(std::uint8_t kind, std::uint32_t stream) const
{
    const auto found = m_impl->content.find({kind, stream});
    return found == m_impl->content.end() || found->second.gap ? std::string() : found->second.bytes;
}

std::uint64_t RawBridgeClient::firstOffset(std::uint8_t kind, std::uint32_t stream) const
{
    const auto found = m_impl->content.find({kind, stream});
    return found == m_impl->content.end() ? 0 : found->second.first;
}

std::uint64_t RawBridgeClient::bytesReceived() const
{
    return m_impl->bytesReceived;
}

const std::vector<RawBridgeClient::Json>& RawBridgeClient::exchanges() const
{
    return m_impl->exchanges;
}

const std::vector<RawBridgeClient::Json>& RawBridgeClient::eventsSent() const
{
    return m_impl->eventsSent;
}

void RawBridgeClient::forgetBytes()
{
    m_impl->keepBytes = false;
}

} // namespace kalpana::test
