#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/command/kept_commands.h"
#include "remote/bridge/server/requests/context.h"

namespace kalpana::bridge::server {

namespace {

CommandSpec specOf(protocol::Fields& fields)
{
    CommandSpec spec{.argv = fields.texts("argv"),
                     .folder = fields.optionalText("cwd").value_or(""),
                     .environment = fields.textMap("env"),
                     .input = fields.optionalText("stdin").value_or("")};
    if (const auto shell = fields.optionalText("shell")) {
        if (!spec.argv.empty())
            fields.refuse("shell", "Give \"argv\" or \"shell\", not both.");
        spec.argv = shellCommand(*shell, Environment::own());
    }
    if (spec.argv.empty() || spec.argv.front().empty())
        fields.refuse("argv", "\"argv\" must name a program, or \"shell\" a command line.");
    if (const auto limit = fields.optionalNumber("timeoutMs")) {
        if (*limit == 0 || *limit > 1000ULL * 3600 * 24 * 365)
            fields.refuse("timeoutMs", "\"timeoutMs\" must be from 1 to a year.");
        spec.timeLimit = std::chrono::milliseconds(*limit);
    }
    for (const auto& [name, value] : spec.environment)
        if (name.empty() || name.find('=') != std::string::npos)
            fields.refuse("env", "\"env\" has a name that no variable can have.");
    return spec;
}

/// Lives on when the client is lost; ends when it is cancelled.
Answer runKept(Context& context, CommandSpec spec, Call call)
{
    spec.maxOutput = 0; // all is counted, and as much is kept as a KeptCommand keeps
    const auto command = context.commands.start(std::move(spec));
    if (!command)
        co_return std::unexpected(command.error());
    call.out->send(
        encode(protocol::Event{"command.started", {{"id", call.id}, {"command", (*command)->record().number}}}));
    std::stop_source left;
    const std::stop_callback onStop(call.stop, [&] {
        if (call.out->closed())
            left.request_stop();
        else
            (*command)->end();
    });
    auto following = call;
    following.stop = left.get_token();
    co_return co_await follow(*command, {}, std::move(following));
}

Answer run(Context& context, Call call)
{
    protocol::Fields fields(call.payload);
    auto spec = specOf(fields);
    const auto maxOutput = fields.optionalNumber("maxOutput");
    const bool keep = fields.flag("keep");
    if (keep && maxOutput)
        fields.refuse("maxOutput", "\"maxOutput\" is for a command that is not kept.");
    spec.maxOutput = maxOutput.value_or(spec.maxOutput);
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    if (keep)
        co_return co_await runKept(context, std::move(spec), std::move(call));
    const auto sink = sendTo(call);
    co_return co_await runCommand(context.children, context.root, std::move(spec), sink, call.stop);
}

Json describe(const KeptCommand& command)
{
    const auto& record = command.record();
    Json json{{"command", record.number},
              {"argv", record.argv},
              {"cwd", record.folder},
              {"startedAt", record.startedAt},
              {"state", command.isRunning() ? "running" : "ended"},
              {"stdoutBytes", command.output().total()},
              {"stderrBytes", command.errors().total()}};
    if (record.end)
        json["end"] = *record.end;
    return json;
}

Answer list(Context& context)
{
    Json commands = Json::array();
    for (const auto& [number, command] : context.commands.all())
        commands.push_back(describe(*command));
    co_return Json{{"commands", std::move(commands)}};
}

Answer followCommand(Context& context, Call call)
{
    protocol::Fields fields(call.payload);
    const auto number = fields.number("command");
    const KeptCommand::Follower from{.output = fields.optionalNumber("stdoutFrom").value_or(0),
                                     .errors = fields.optionalNumber("stderrFrom").value_or(0)};
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    const auto command = context.commands.find(number);
    if (!command)
        co_return std::unexpected(command.error());
    co_return co_await follow(*command, from, std::move(call));
}

/// Answered when all its processes are gone.
Answer end(Context& context, Call call)
{
    protocol::Fields fields(call.payload);
    const auto number = fields.number("command");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    const auto command = context.commands.find(number);
    if (!command)
        co_return std::unexpected(command.error());
    (*command)->end();
    while ((*command)->isRunning())
        co_await (*command)->changed().wait();
    co_return describe(**command);
}

} // namespace

void addCommandRequests(Handlers& handlers, Context& context)
{
    handlers.byType["command.run"] = [&context](Call call) { return run(context, std::move(call)); };
    handlers.byType["command.list"] = [&context](const Call&) { return list(context); };
    handlers.byType["command.follow"] = [&context](Call call) { return followCommand(context, std::move(call)); };
    handlers.byType["command.end"] = [&context](Call call) { return end(context, std::move(call)); };
}

} // namespace kalpana::bridge::server
