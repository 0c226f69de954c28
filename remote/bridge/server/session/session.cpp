#include "remote/bridge/server/session/session.h"

#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/protocol/version.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace kalpana::bridge::server {

using protocol::Code;
using protocol::failed;
using namespace std::chrono_literals;

namespace {

/// How long what waits is kept while nothing that runs ends: longer than a burst of requests takes.
constexpr auto kPatience = 5s;
constexpr auto kLookEvery = 250ms;

} // namespace

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
    start(std::move(request), text.size());
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
                      failed(Code::BadRequest, "A binary frame from a client is upload data (kind 3), a terminal's input "
                                               "(kind 5) or a command's (kind 7): kind, stream, offset, bytes."));
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
    for (const auto& one : std::exchange(m_waiting, {}))
        m_running.erase(one.call.id);
    m_waitingBytes = 0;
    const auto running = m_running; // a stop may end a request at once, and that changes the map
    for (auto& [id, source] : running)
        std::stop_source(source).request_stop();
}

void Session::start(protocol::Request request, std::size_t bytes)
{
    const auto handler = m_handlers.byType.find(request.type);
    if (handler == m_handlers.byType.end())
        return answer(request.id,
                      failed(Code::UnknownType, "This bridge knows no request \"" + request.type + "\".", "type"));
    const auto [running, isNew] = m_running.try_emplace(request.id);
    if (!isNew)
        return answer(0,
                      failed(Code::BadRequest, "Request " + std::to_string(request.id) + " is still running.", "id"));
    Waiting one{&handler->second, {request.id, std::move(request.payload), m_out, running->second.get_token()}, bytes};
    if (m_active < kMaxRunning)
        return launch(std::move(one));
    if (m_waiting.size() >= kMaxWaiting || m_waitingBytes + bytes > kMaxWaitingBytes)
        return refuse(one);
    m_waitingBytes += bytes;
    m_waiting.push_back(std::move(one));
    if (m_waiting.size() == 1)
        m_lastEnd = Clock::now();
    if (!std::exchange(m_isWatched, true))
        asio::co_spawn(m_executor, refuseWhereNothingEnds(shared_from_this()), asio::detached);
}

void Session::launch(Waiting one)
{
    ++m_active;
    asio::co_spawn(m_executor, run(shared_from_this(), *one.handler, std::move(one.call)), asio::detached);
}

void Session::launchWaiting()
{
    if (std::exchange(m_isLaunching, true))
        return; // one that ended at once: the loop below goes on, and the stack does not grow
    while (!m_waiting.empty() && m_active < kMaxRunning) {
        auto one = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_waitingBytes -= one.bytes;
        launch(std::move(one));
    }
    m_isLaunching = false;
}

void Session::refuse(const Waiting& one)
{
    m_running.erase(one.call.id);
    answer(one.call.id, failed(Code::Limit, "This connection has " + std::to_string(kMaxRunning) +
                                                " requests under way, and no more can wait for them. Cancel one that "
                                                "is not needed, or ask again later."));
}

asio::awaitable<void> Session::refuseWhereNothingEnds(std::shared_ptr<Session> self)
{
    while (!self->m_waiting.empty()) {
        co_await delay(kLookEvery);
        if (Clock::now() - self->m_lastEnd <= kPatience)
            continue;
        self->m_waitingBytes = 0;
        for (const auto& one : std::exchange(self->m_waiting, {}))
            self->refuse(one);
    }
    self->m_isWatched = false;
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
    --self->m_active;
    self->m_lastEnd = Clock::now();
    self->launchWaiting();
}

bool Session::cancelWaiting(std::uint32_t id)
{
    const auto found = std::ranges::find(m_waiting, id, [](const Waiting& one) { return one.call.id; });
    if (found == m_waiting.end())
        return false;
    m_waitingBytes -= found->bytes;
    m_waiting.erase(found);
    m_running.erase(id);
    answer(id, failed(Code::Cancelled, "The request was cancelled before it was begun."));
    return true;
}

void Session::cancel(const protocol::Request& request)
{
    protocol::Fields fields(request.payload);
    const auto asked = fields.number("id");
    if (asked > UINT32_MAX)
        fields.refuse("id", "\"id\" must be a number from 1 to 4294967295.");
    if (const auto& failure = fields.failure())
        return answer(request.id, std::unexpected(*failure));
    // One that has ended meanwhile has been answered; that is no error.
    const auto id = static_cast<std::uint32_t>(asked);
    const auto running = m_running.find(id);
    if (running != m_running.end() && !cancelWaiting(id))
        std::stop_source(running->second).request_stop();
    answer(request.id, Json::object());
}

void Session::answer(std::uint32_t id, Outcome<Json> outcome)
{
    m_out->send(encode(protocol::Reply{id, std::move(outcome)}));
}

} // namespace kalpana::bridge::server
