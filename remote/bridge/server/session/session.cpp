#include "remote/bridge/server/session/session.h"

#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/protocol/version.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace kalpana::bridge::server {

using protocol::Code;
using protocol::failed;

void Call::progress(std::string_view phase, std::uint64_t done, std::uint64_t total) const
{
    out->send(encode(protocol::Event{"progress", {{"id", id}, {"phase", phase}, {"done", done}, {"total", total}}}));
}

void Session::receiveText(std::string_view text)
{
    auto message = protocol::parseFromClient(text);
    if (!message)
        return answer(message.error().id, std::unexpected(message.error().failure));
    if (const auto* event = std::get_if<protocol::Event>(&*message))
        return receiveEvent(*event);
    auto& request = std::get<protocol::Request>(*message);
    if (request.type == "request.cancel")
        return cancel(request);
    start(std::move(request));
}

void Session::receiveEvent(const protocol::Event& event)
{
    const auto handler = m_handlers.byEvent.find(event.name);
    if (handler == m_handlers.byEvent.end())
        return answer(0, failed(Code::UnknownType, "This bridge knows no event \"" + event.name + "\".", "event"));
    if (auto taken = handler->second(event.payload, m_out); !taken)
        answer(0, std::unexpected(std::move(taken.error())));
}

void Session::receiveBinary(std::string_view data)
{
    const auto frame = protocol::decodeFrame(data);
    const auto handler = frame ? m_handlers.byFrame.find(frame->kind) : m_handlers.byFrame.end();
    if (handler == m_handlers.byFrame.end())
        return answer(0,
                      failed(Code::BadRequest, "A binary frame from a client is upload data (kind 3) or a terminal's "
                                               "input (kind 5): kind, stream, offset, bytes."));
    handler->second(*frame, m_out);
}

void Session::receiveTooLarge(bool binary)
{
    answer(0,
           failed(Code::TooLarge,
                  binary ? "A binary frame may carry at most " + std::to_string(protocol::kMaxBinaryBytes) + " bytes."
                         : "A message may have at most " + std::to_string(protocol::kMaxTextBytes) + " bytes."));
}

void Session::stopAll()
{
    const auto running = m_running; // a stop may end a request at once, and that changes the map
    for (auto& [id, source] : running)
        std::stop_source(source).request_stop();
}

void Session::start(protocol::Request request)
{
    const auto handler = m_handlers.byType.find(request.type);
    if (handler == m_handlers.byType.end())
        return answer(request.id,
                      failed(Code::UnknownType, "This bridge knows no request \"" + request.type + "\".", "type"));
    const auto [running, isNew] = m_running.try_emplace(request.id);
    if (!isNew)
        return answer(0,
                      failed(Code::BadRequest, "Request " + std::to_string(request.id) + " is still running.", "id"));
    Call call{request.id, std::move(request.payload), m_out, running->second.get_token()};
    asio::co_spawn(m_executor, run(shared_from_this(), handler->second, std::move(call)), asio::detached);
}

asio::awaitable<void> Session::run(std::shared_ptr<Session> self, const Handler& handler, Call call)
{
    const auto id = call.id;
    Outcome<Json> outcome = Json::object();
    try {
        outcome = co_await handler(std::move(call));
    } catch (const std::exception& thrown) {
        outcome = failed(Code::Failed, std::string("The bridge failed: ") + thrown.what() + '.');
    }
    self->answer(id, std::move(outcome));
    self->m_running.erase(id);
}

void Session::cancel(const protocol::Request& request)
{
    protocol::Fields fields(request.payload);
    const auto id = fields.number("id");
    if (fields.failure())
        return answer(request.id, std::unexpected(*fields.failure()));
    // One that has ended meanwhile has been answered; that is no error.
    const auto running = m_running.find(static_cast<std::uint32_t>(id));
    if (running != m_running.end())
        std::stop_source(running->second).request_stop();
    answer(request.id, Json::object());
}

void Session::answer(std::uint32_t id, Outcome<Json> outcome)
{
    m_out->send(encode(protocol::Reply{id, std::move(outcome)}));
}

} // namespace kalpana::bridge::server
