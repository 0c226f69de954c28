#include "remote/bridge/client/commands.h"

#include "remote/bridge/client/reply.h"

namespace kalpana::bridge::client {

namespace {

Json payloadOf(CommandSpec spec)
{
    Json payload = Json::object();
    if (!spec.argv.empty())
        payload["argv"] = std::move(spec.argv);
    else
        payload["shell"] = std::move(spec.shell);
    if (!spec.cwd.empty())
        payload["cwd"] = std::move(spec.cwd);
    if (!spec.environment.empty())
        payload["env"] = std::move(spec.environment);
    if (!spec.input.empty())
        payload["stdin"] = std::move(spec.input);
    if (spec.timeout)
        payload["timeoutMs"] = spec.timeout->count();
    if (spec.maxOutput)
        payload["maxOutput"] = *spec.maxOutput;
    return payload;
}

} // namespace

asio::awaitable<Result<CommandResult>> runCommand(ClientPointer client, CommandSpec spec, OutputSink onOutput)
{
    RequestHandlers handlers;
    handlers.timeout = std::chrono::milliseconds(0); // The command's own limit ends it.
    handlers.subject = QString::fromStdString(spec.argv.empty() ? spec.shell : spec.argv.front());
    if (onOutput)
        handlers.onBinary = [onOutput = std::move(onOutput)](const BinaryPart& part) {
            const std::string_view text(reinterpret_cast<const char*>(part.bytes.data()), part.bytes.size());
            if (part.kind == 1 || part.kind == 2)
                onOutput(static_cast<OutputChannel>(part.kind), text);
        };
    auto payload = payloadOf(std::move(spec));
    const auto reply = co_await client->request("command.run", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    CommandResult result{.exitCode = static_cast<int>(decimalOf(*reply, "exitCode")),
                         .signal = fields.optionalText("signal").value_or(std::string()),
                         .duration = std::chrono::milliseconds(fields.number("durationMs")),
                         .outBytes = fields.number("stdoutBytes"),
                         .errorBytes = fields.number("stderrBytes"),
                         .truncated = fields.flag("truncated")};
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return result;
}

} // namespace kalpana::bridge::client
