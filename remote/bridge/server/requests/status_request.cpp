#include "remote/bridge/server/code_server/code_server.h"
#include "remote/bridge/server/requests/context.h"

#include <array>
#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

Json toJson(const CodeServer& codeServer)
{
    constexpr std::array states{"absent", "stopped", "starting", "running", "failed"};
    const auto status = codeServer.status();
    Json json{{"state", states.at(static_cast<std::size_t>(status.state))},
              {"version", status.version},
              {"pid", status.pid},
              {"restarts", status.restarts},
              {"socket", codeServer.places().socket()}};
    if (!status.lastEnd.empty())
        json["lastEnd"] = status.lastEnd;
    if (status.failure)
        json["error"] = {{"code", wordOf(status.failure->code)}, {"message", status.failure->message}};
    return json;
}

Answer status(Context& context)
{
    const auto load = context.machine.measure();
    const auto uptime =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - context.startedAt);
    co_return Json{{"version", KALPANA_VERSION},
                   {"pid", ::getpid()},
                   {"uptimeMs", uptime.count()},
                   {"root", context.root.path()},
                   {"codeServer", toJson(context.codeServer)},
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
