#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/async/event.h"
#include "remote/bridge/server/code_server/code_server.h"
#include "remote/bridge/server/processes/listening_ports.h"
#include "remote/bridge/server/processes/usage.h"
#include "remote/bridge/server/processes/workspace_processes.h"
#include "remote/bridge/server/requests/context.h"

#include <csignal>
#include <sys/statvfs.h>

namespace kalpana::bridge::server {

namespace {

using namespace std::chrono_literals;

constexpr auto kInterval = 2000ms;

std::vector<ProcessStat> ofWorkspace(const Context& context)
{
    return workspaceProcesses(context.root.path(), context.codeServer.status().pid);
}

Answer list(Context& context)
{
    Json processes = Json::array();
    for (const auto& process : ofWorkspace(context))
        processes.push_back({{"pid", process.pid},
                             {"parent", process.parent},
                             {"startTime", process.startTime},
                             {"name", process.name},
                             {"argv", argumentsOf(process.pid)},
                             {"memory", process.residentBytes}});
    co_return Json{{"processes", std::move(processes)}};
}

std::optional<int> signalFrom(const std::string& name)
{
    if (name == "TERM")
        return SIGTERM;
    if (name == "KILL")
        return SIGKILL;
    if (name == "INT")
        return SIGINT;
    if (name == "HUP")
        return SIGHUP;
    return std::nullopt;
}

Answer kill(Context& context, Call call)
{
    protocol::Fields fields(call.payload);
    const auto pid = fields.number("pid");
    const auto startTime = fields.number("startTime");
    const auto signal = signalFrom(fields.optionalText("signal").value_or("TERM"));
    if (!signal)
        fields.refuse("signal", "\"signal\" must be TERM, KILL, INT or HUP.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    // With its start time: a pid may be another process's by now.
    for (const auto& process : ofWorkspace(context))
        if (static_cast<std::uint64_t>(process.pid) == pid && process.startTime == startTime) {
            if (::kill(process.pid, *signal) != 0)
                co_return systemFailed("Process " + std::to_string(pid));
            co_return Json::object();
        }
    co_return protocol::failed(protocol::Code::NotFound,
                               "Process " + std::to_string(pid) + " of this workspace is gone. Look at the list again.",
                               "pid");
}

/// Sleeps until the next reading; false where the watching is over.
asio::awaitable<bool> nextReading(const std::stop_token& stop)
{
    Event stopped(co_await asio::this_coro::executor);
    const std::stop_callback onStop(stop, [&stopped] { stopped.notify(); });
    if (!stop.stop_requested())
        co_await stopped.waitUntil(Clock::now() + kInterval);
    co_return !stop.stop_requested();
}

protocol::Outcome<Json> watchedEnough()
{
    return protocol::failed(protocol::Code::Cancelled, "It is not watched any more.");
}

/// There is no event for a port that opens: the tables are looked at while somebody wants to know.
Answer watchPorts(Context& context, Call call)
{
    std::optional<std::vector<ListeningPort>> told;
    do {
        auto ports = listeningPorts(ofWorkspace(context));
        if (told == ports)
            continue;
        Json list = Json::array();
        for (const auto& port : ports)
            list.push_back({{"port", port.port},
                            {"address", port.address},
                            {"pid", port.pid},
                            {"name", port.name},
                            {"argv", port.argv}});
        call.out->send(encode(protocol::Event{"ports.list", {{"id", call.id}, {"ports", std::move(list)}}}));
        told = std::move(ports);
    } while (co_await nextReading(call.stop));
    co_return watchedEnough();
}

Json diskOf(const std::string& path)
{
    struct statvfs disk{};
    if (::statvfs(path.c_str(), &disk) != 0)
        return {{"free", 0}, {"total", 0}};
    return {{"free", std::uint64_t{disk.f_bavail} * disk.f_frsize},
            {"total", std::uint64_t{disk.f_blocks} * disk.f_frsize}};
}

Answer watchMetrics(Context& context, Call call)
{
    Machine machine;
    Usage usage;
    do {
        const auto host = machine.measure();
        const auto own = usage.read(ofWorkspace(context), Clock::now());
        call.out->send(encode(protocol::Event{
            "metrics",
            {{"id", call.id},
             {"cpuPercent", host.cpuPercent},
             {"memoryUsed", host.memoryUsed},
             {"memoryTotal", host.memoryTotal},
             {"load1", host.load1},
             {"disk", diskOf(context.root.path())},
             {"workspace", {{"cpuPercent", own.cpuPercent}, {"memory", own.memory}, {"processes", own.processes}}}}}));
    } while (co_await nextReading(call.stop));
    co_return watchedEnough();
}

} // namespace

void addProcessRequests(Handlers& handlers, Context& context)
{
    handlers.byType["processes.list"] = [&context](const Call&) { return list(context); };
    handlers.byType["process.kill"] = [&context](Call call) { return kill(context, std::move(call)); };
    handlers.byType["ports.watch"] = [&context](Call call) { return watchPorts(context, std::move(call)); };
    handlers.byType["metrics.watch"] = [&context](Call call) { return watchMetrics(context, std::move(call)); };
}

} // namespace kalpana::bridge::server
