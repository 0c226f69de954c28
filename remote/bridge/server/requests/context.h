#pragma once

#include "remote/bridge/server/async/workers.h"
#include "remote/bridge/server/os/machine.h"
#include "remote/bridge/server/session/handlers.h"

#include <chrono>
#include <functional>
#include <string>
#include <sys/types.h>

namespace kalpana::bridge::server {

/// What the requests of a workspace work on. Outlives every session.
struct Context {
    std::string id;
    std::string root;
    Workers& workers;
    Machine& machine;
    mode_t userUmask = 022;
    std::chrono::steady_clock::time_point startedAt;
    std::function<void()> shutDown; ///< ends the bridge after the answer has been sent
};

/// Each adds the requests of its kind.
void addWorkspaceRequests(Handlers& handlers, Context& context);
void addStatusRequest(Handlers& handlers, Context& context);

} // namespace kalpana::bridge::server
