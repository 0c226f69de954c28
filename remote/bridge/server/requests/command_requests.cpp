#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/command/run.h"
#include "remote/bridge/server/requests/context.h"

namespace kalpana::bridge::server {

namespace {

Answer run(Context& context, Call call)
{
    protocol::Fields fields(call.payload);
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
    spec.maxOutput = fields.optionalNumber("maxOutput").value_or(spec.maxOutput);
    for (const auto& [name, value] : spec.environment)
        if (name.empty() || name.find('=') != std::string::npos)
            fields.refuse("env", "\"env\" has a name that no variable can have.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    co_return co_await runCommand(context.children, context.root, std::move(spec), std::move(call));
}

} // namespace

void addCommandRequests(Handlers& handlers, Context& context)
{
    handlers.byType["command.run"] = [&context](Call call) { return run(context, std::move(call)); };
}

} // namespace kalpana::bridge::server
