#include "remote/bridge/client/processes.h"

#include "remote/bridge/client/call.h"

namespace kalpana::bridge::client {

namespace {

using protocol::Fields;

Process processOf(Fields& fields)
{
    return {.pid = static_cast<std::uint32_t>(fields.number("pid")),
            .parent = static_cast<std::uint32_t>(fields.number("parent")),
            .startTime = fields.number("startTime"),
            .name = fields.text("name"),
            .argv = fields.texts("argv"),
            .memory = fields.number("memory")};
}

std::string wordOf(Signal signal)
{
    switch (signal) {
    case Signal::Kill:
        return "KILL";
    case Signal::Interrupt:
        return "INT";
    case Signal::HangUp:
        return "HUP";
    default:
        return "TERM";
    }
}

} // namespace

asio::awaitable<Result<std::vector<Process>>> listProcesses(ClientPointer client)
{
    return call<std::vector<Process>>(std::move(client), "processes.list", Json::object(), RequestHandlers(),
                                      [](Fields& fields) { return listOf<Process>(fields, "processes", processOf); });
}

asio::awaitable<Result<void>> killProcess(ClientPointer client, Process process, Signal signal)
{
    auto payload =
        Payload().with("pid", process.pid).with("startTime", process.startTime).with("signal", wordOf(signal)).take();
    return requestDone(std::move(client), "process.kill", std::move(payload),
                       about(process.name + " (" + std::to_string(process.pid) + ')'));
}

} // namespace kalpana::bridge::client
