#include "remote/bridge/server/requests/context.h"

#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

asio::awaitable<Outcome<Json>> status(Context& context)
{
    const auto load = context.machine.measure();
    const auto uptime =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - context.startedAt);
    co_return Json{{"version", KALPANA_VERSION},
                   {"pid", ::getpid()},
                   {"uptimeMs", uptime.count()},
                   {"root", context.root},
                   {"codeServer", {{"state", "absent"}}},
                   {"metrics",
                    {{"cpuPercent", load.cpuPercent},
                     {"memoryUsed", load.memoryUsed},
                     {"memoryTotal", load.memoryTotal},
                     {"load1", load.load1}}}};
}

} // namespace

void addStatusRequest(Handlers& handlers, Context& context)
{
    handlers.byType["status"] = [&context](Call) { return status(context); };
}

} // namespace kalpana::bridge::server
