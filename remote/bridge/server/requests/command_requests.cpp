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

/// The inputs that clients send while commands run, by whom and for which request.
class StreamedInputs final {
public:
    /// What is for a command that has ended meanwhile is dropped.
    void receive(const protocol::Frame& frame, const std::shared_ptr<Outbox>& out)
    {
        const auto found = m_all.find({out.get(), frame.stream});
        if (found == m_all.end())
            return;
        auto [input, broken] = found->second;
        if (!input->receive(frame.offset, frame.bytes))
            broken.request_stop();
    }

    /// One of them, as long as its command runs.
    class Entry final {
    public:
        Entry(std::shared_ptr<StreamedInputs> all, const asio::any_io_executor& executor, const Call& call)
            : m_all(std::move(all)), m_key(call.out.get(), call.id),
              input(std::make_shared<CommandInput>(executor, tellTo(call)))
        {
            m_all->m_all.insert_or_assign(m_key, Streamed{input, broken});
        }
        Entry(const Entry&) = delete;
        Entry& operator=(const Entry&) = delete;
        ~Entry() { m_all->m_all.erase(m_key); }

    private:
        std::shared_ptr<StreamedInputs> m_all;
        std::pair<const Outbox*, std::uint32_t> m_key;

    public:
        std::shared_ptr<CommandInput> input;
        std::stop_source broken; ///< stopped where the client does not send what it was told to
    };

private:
    struct Streamed {
        std::shared_ptr<CommandInput> input;
        std::stop_source broken;
    };

    static CommandInput::Tell tellTo(const Call& call)
    {
        return [id = call.id, out = call.out](std::uint64_t until, bool closed) {
            Json payload{{"id", id}, {"until", until}};
            if (closed)
                payload["closed"] = true;
            out->send(encode(protocol::Event{"command.input", std::move(payload)}));
        };
    }

    std::map<std::pair<const Outbox*, std::uint32_t>, Streamed> m_all;
};

/// Its standard input is what the client sends meanwhile.
Answer runStreamed(Context& context, std::shared_ptr<StreamedInputs> inputs, CommandSpec spec, Call call)
{
    const StreamedInputs::Entry entry(std::move(inputs), co_await asio::this_coro::executor, call);
    spec.streamedInput = entry.input;
    auto ending = entry.broken;
    const std::stop_callback onStop(call.stop, [&ending] { ending.request_stop(); });
    auto outcome =
        co_await runCommand(context.children, context.root, std::move(spec), sendTo(call), ending.get_token());
    if (ending.stop_requested() && !call.stop.stop_requested())
        co_return protocol::failed(protocol::Code::BadRequest,
                                   "A command's input (kind 7) has to come in order, and no further than event "
                                   "command.input allows. The command was ended.");
    co_return outcome;
}

Answer run(Context& context, std::shared_ptr<StreamedInputs> inputs, Call call)
{
    protocol::Fields fields(call.payload);
    auto spec = specOf(fields);
    const auto maxOutput = fields.optionalNumber("maxOutput");
    const bool keep = fields.flag("keep");
    if (keep && maxOutput)
        fields.refuse("maxOutput", "\"maxOutput\" is for a command that is not kept.");
    const bool streamsInput = fields.flag("input");
    if (streamsInput && (keep || !spec.input.empty()))
        fields.refuse("input", "\"input\" is for a command that is not kept, and that has no \"stdin\".");
    spec.maxOutput = maxOutput.value_or(spec.maxOutput);
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    if (keep)
        co_return co_await runKept(context, std::move(spec), std::move(call));
    if (streamsInput)
        co_return co_await runStreamed(context, std::move(inputs), std::move(spec), std::move(call));
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
    const auto inputs = std::make_shared<StreamedInputs>();
    handlers.byType["command.run"] = [&context, inputs](Call call) { return run(context, inputs, std::move(call)); };
    handlers.byFrame[protocol::FrameKind::CommandInput] =
        [inputs](const protocol::Frame& frame, const std::shared_ptr<Outbox>& out) { inputs->receive(frame, out); };
    handlers.byType["command.list"] = [&context](const Call&) { return list(context); };
    handlers.byType["command.follow"] = [&context](Call call) { return followCommand(context, std::move(call)); };
    handlers.byType["command.end"] = [&context](Call call) { return end(context, std::move(call)); };
}

} // namespace kalpana::bridge::server
