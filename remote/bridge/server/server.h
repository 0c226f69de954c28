#pragma once

#include "remote/bridge/server/options.h"
#include "remote/bridge/server/runtime_folder.h"
#include "remote/bridge/server/session/token.h"

#include <functional>

namespace kalpana::bridge::server {

/// What a bridge starts with: made before it detaches, so that what fails is told to the caller.
struct ServerParts {
    Options options;
    RuntimeFolder runtime;
    UniqueFd bridgeSocket;
    UniqueFd controlSocket;
    Token token;
};

/// The line that `serve` prints: where to connect, and the token.
[[nodiscard]] std::string whereLine(const ServerParts& parts, bool fresh);

/// Serves until it is told to end (shutdown, handover, SIGTERM, SIGINT). `ready` is called once it listens.
void serveUntilTold(ServerParts parts, const std::function<void()>& ready);

} // namespace kalpana::bridge::server
