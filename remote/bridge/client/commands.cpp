#include "remote/bridge/client/commands.h"

#include "remote/bridge/client/reply.h"
#include "remote/bridge/client/sent_input.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

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

Result<CommandResult> resultOf(const Result<Json>& reply)
{
    if (!reply)
        return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    CommandResult result{.exitCode = static_cast<int>(decimalOf(*reply, "exitCode")),
                         .signal = fields.optionalText("signal").value_or(std::string()),
                         .duration = std::chrono::milliseconds(fields.number("durationMs")),
                         .outBytes = fields.number("stdoutBytes"),
                         .errorBytes = fields.number("stderrBytes"),
                         .truncated = fields.flag("truncated")};
    if (const auto wrong = misread(fields))
        return std::unexpected(*wrong);
    return result;
}

/// Hears output, and notes how far it has come.
RequestHandlers hearing(OutputSink onOutput, std::shared_ptr<KeptCommand> kept)
{
    RequestHandlers handlers;
    handlers.timeout = std::chrono::milliseconds(0); // The command's own limit ends it.
    handlers.onBinary = [onOutput = std::move(onOutput), kept](const BinaryPart& part) {
        if (part.kind != 1 && part.kind != 2)
            return;
        const std::string_view text(reinterpret_cast<const char*>(part.bytes.data()), part.bytes.size());
        if (kept)
            (part.kind == 1 ? kept->outBytes : kept->errorBytes) = part.offset + text.size();
        if (onOutput)
            onOutput(static_cast<OutputChannel>(part.kind), text);
    };
    return handlers;
}

RequestHandlers hearing(const CommandSpec& spec, OutputSink onOutput, std::shared_ptr<KeptCommand> kept)
{
    auto handlers = hearing(std::move(onOutput), std::move(kept));
    handlers.subject = QString::fromStdString(spec.argv.empty() ? spec.shell : spec.argv.front());
    return handlers;
}

} // namespace

asio::awaitable<Result<CommandResult>> runCommand(ClientPointer client, CommandSpec spec, OutputSink onOutput)
{
    auto handlers = hearing(spec, std::move(onOutput), nullptr);
    co_return resultOf(co_await client->request("command.run", payloadOf(std::move(spec)), std::move(handlers)));
}

asio::awaitable<Result<CommandResult>> runCommand(ClientPointer client, CommandSpec spec, OutputSink onOutput,
                                                  InputSource input)
{
    using namespace asio::experimental::awaitable_operators;
    const auto sent = std::make_shared<SentInput>(co_await asio::this_coro::executor);
    auto handlers = hearing(spec, std::move(onOutput), nullptr);
    handlers.onEvent = [sent](std::string_view event, const Json& payload) {
        if (event == "command.input")
            sent->hear(payload);
    };
    auto payload = payloadOf(std::move(spec));
    payload["input"] = true;
    auto first = co_await (client->request("command.run", std::move(payload), std::move(handlers)) ||
                           SentInput::send(sent, client, std::move(input)));
    if (auto* failed = std::get_if<Error>(&first))
        co_return std::unexpected(std::move(*failed));
    co_return resultOf(std::get<Result<Json>>(first));
}

asio::awaitable<Result<CommandResult>> runKeptCommand(ClientPointer client, CommandSpec spec, OutputSink onOutput,
                                                      std::shared_ptr<KeptCommand> kept)
{
    auto handlers = hearing(spec, std::move(onOutput), kept);
    handlers.onEvent = [kept](std::string_view event, const Json& payload) {
        if (event == "command.started")
            kept->number = protocol::Fields(payload)
                               .optionalNumber("command")
                               .transform([](std::uint64_t number) { return static_cast<std::uint32_t>(number); })
                               .value_or(0);
    };
    auto payload = payloadOf(std::move(spec));
    payload["keep"] = true;
    co_return resultOf(co_await client->request("command.run", std::move(payload), std::move(handlers)));
}

asio::awaitable<Result<CommandResult>> followCommand(ClientPointer client, OutputSink onOutput,
                                                     std::shared_ptr<KeptCommand> kept)
{
    Json payload{{"command", kept->number}, {"stdoutFrom", kept->outBytes}, {"stderrFrom", kept->errorBytes}};
    auto handlers = hearing(std::move(onOutput), std::move(kept));
    co_return resultOf(co_await client->request("command.follow", std::move(payload), std::move(handlers)));
}

asio::awaitable<Result<void>> endCommand(ClientPointer client, std::uint32_t number)
{
    const auto reply = co_await client->request("command.end", {{"command", number}});
    if (!reply)
        co_return std::unexpected(reply.error());
    co_return Result<void>();
}

} // namespace kalpana::bridge::client
