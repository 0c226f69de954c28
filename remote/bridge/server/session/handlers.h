#pragma once

#include "remote/bridge/server/session/outbox.h"

#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>

namespace kalpana::bridge::server {

using protocol::Outcome;

/// A request under way: what its handler needs.
struct Call {
    std::uint32_t id = 0;
    Json payload = {};
    std::shared_ptr<Outbox> out = {};
    /// Set by request.cancel and when the client is lost.
    std::stop_token stop = {};

    void progress(std::string_view phase, std::uint64_t done, std::uint64_t total) const;
};

using Handler = std::function<asio::awaitable<Outcome<Json>>(Call)>;
/// A binary frame from a client, and who sent it.
using FrameHandler = std::function<void(const protocol::Frame&, const std::shared_ptr<Outbox>&)>;
/// An event from a client, and who sent it. Nothing is answered unless it is wrong.
using EventHandler = std::function<Outcome<void>(const Json& payload, const std::shared_ptr<Outbox>&)>;

/// What the bridge can do, by the "type" of a request, the name of an event and the kind of a binary frame. Made once
/// by main, shared by all sessions.
struct Handlers {
    std::map<std::string, Handler, std::less<>> byType = {};
    std::map<std::string, EventHandler, std::less<>> byEvent = {};
    std::map<protocol::FrameKind, FrameHandler> byFrame = {};
    /// Stopped when the bridge ends: so are all requests then.
    std::stop_source ending = {};
};

} // namespace kalpana::bridge::server
