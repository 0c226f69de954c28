#include "remote/bridge/client/workspace.h"

#include "remote/bridge/client/reply.h"

#include <array>
#include <utility>

namespace kalpana::bridge::client {

namespace {

CodeServerStatus::State stateOf(std::string_view word)
{
    using State = CodeServerStatus::State;
    constexpr std::array<std::pair<std::string_view, State>, 4> words{{{"stopped", State::Stopped},
                                                                       {"starting", State::Starting},
                                                                       {"running", State::Running},
                                                                       {"failed", State::Failed}}};
    for (const auto& [name, state] : words)
        if (name == word)
            return state;
    return State::Absent;
}

Json objectOf(const Json& payload, const char* name)
{
    const auto found = payload.find(name);
    return found != payload.end() && found->is_object() ? *found : Json::object();
}

CodeServerStatus codeServerOf(const Json& payload)
{
    protocol::Fields fields(payload);
    return {.state = stateOf(fields.optionalText("state").value_or(std::string())),
            .version = fields.optionalText("version").value_or(std::string()),
            .pid = static_cast<std::int64_t>(fields.optionalNumber("pid").value_or(0)),
            .restarts = static_cast<std::uint32_t>(fields.optionalNumber("restarts").value_or(0)),
            .lastEnd = fields.optionalText("lastEnd").value_or(std::string()),
            .socket = fields.optionalText("socket").value_or(std::string()),
            .error = contentOf(objectOf(payload, "error"), "message")};
}

} // namespace

asio::awaitable<Result<WorkspaceStatus>> status(ClientPointer client)
{
    Json payload = Json::object();
    RequestHandlers handlers;
    const auto reply = co_await client->request("status", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    const auto metrics = objectOf(*reply, "metrics");
    WorkspaceStatus state{.version = fields.text("version"),
                          .pid = static_cast<std::int64_t>(fields.number("pid")),
                          .uptime = std::chrono::milliseconds(fields.number("uptimeMs")),
                          .root = fields.text("root"),
                          .codeServer = codeServerOf(objectOf(*reply, "codeServer")),
                          .load = {.cpuPercent = decimalOf(metrics, "cpuPercent"),
                                   .memoryUsed = static_cast<std::int64_t>(decimalOf(metrics, "memoryUsed")),
                                   .memoryTotal = static_cast<std::int64_t>(decimalOf(metrics, "memoryTotal")),
                                   .load1 = decimalOf(metrics, "load1")}};
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return state;
}

asio::awaitable<Result<PreparedWorkspace>> prepareWorkspace(ClientPointer client)
{
    Json payload = Json::object();
    RequestHandlers handlers;
    handlers.subject = QString::fromStdString(client->hello().root);
    const auto reply = co_await client->request("workspace.prepare", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    PreparedWorkspace prepared{.root = fields.text("root"), .created = fields.flag("created")};
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return prepared;
}

asio::awaitable<Result<void>> shutdown(ClientPointer client)
{
    Json payload = Json::object();
    RequestHandlers handlers;
    handlers.timeout = std::chrono::seconds(30); // code-server gets time to save.
    co_return co_await requestDone(std::move(client), "shutdown", std::move(payload), std::move(handlers));
}

} // namespace kalpana::bridge::client
