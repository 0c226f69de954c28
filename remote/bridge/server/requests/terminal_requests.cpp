#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/credential/questions.h"
#include "remote/bridge/server/requests/context.h"
#include "remote/bridge/server/terminal/agent_texts.h"
#include "remote/bridge/server/terminal/attach.h"
#include "remote/bridge/server/terminal/snapshot.h"
#include "remote/bridge/server/terminal/terminals.h"
#include "remote/bridge/server/terminal/tmux.h"

namespace kalpana::bridge::server {

namespace {

using protocol::Fields;

constexpr std::size_t kMostTitle = 1024;
constexpr std::size_t kMostAgentText = 256U << 10U;
/// A screen with more than this comes without its scrollback: a message must not be larger than it may be.
constexpr std::size_t kMostAnsi = 3U << 20U;
constexpr std::uint64_t kLeastWindow = 64U << 10U;
constexpr std::uint64_t kMostWindow = 16U << 20U;

Json describe(const Terminal& terminal)
{
    const auto& record = terminal.record();
    Json json{{"session", record.number},
              {"title", record.title},
              {"programTitle", terminal.programTitle()},
              {"bells", terminal.bells()},
              {"argv", record.argv},
              {"cwd", record.folder},
              {"pid", terminal.isRunning() ? record.pid : 0},
              {"state", terminal.isRunning() ? "running" : "ended"},
              {"rows", record.size.rows},
              {"cols", record.size.columns},
              {"createdAt", record.createdAt},
              {"start", terminal.ring().start()},
              {"end", terminal.ring().end()},
              {"clients", terminal.viewers()},
              {"kept", terminal.isKept()},
              {"backing", record.backing == TerminalBacking::Tmux ? "tmux" : "pty"}};
    if (!terminal.isRunning() && record.end) {
        json["exitCode"] = record.end->exitCode ? Json(*record.end->exitCode) : Json();
        json["signal"] = record.end->signal;
        json["reason"] = record.end->reason;
        json["endedAt"] = record.end->at;
    }
    return json;
}

std::uint16_t extent(Fields& fields, const char* name, std::uint16_t unlessTold, std::uint16_t most)
{
    const auto value = fields.optionalNumber(name).value_or(unlessTold);
    if (value < 1 || value > most)
        fields.refuse(name, '"' + std::string(name) + "\" must be from 1 to " + std::to_string(most) + '.');
    return static_cast<std::uint16_t>(value);
}

TerminalSize sizeOf(Fields& fields, TerminalSize unlessTold)
{
    return {extent(fields, "rows", unlessTold.rows, kMostRows),
            extent(fields, "cols", unlessTold.columns, kMostColumns)};
}

/// What the client sets, and what lets git ask it.
std::map<std::string, std::string> environmentOf(const Context& context, Fields& fields)
{
    auto environment = fields.textMap("env");
    for (const auto& [name, value] : environment)
        if (name.empty() || name.find('=') != std::string::npos)
            fields.refuse("env", "\"env\" has a name that no variable can have.");
    if (!environment.contains("GIT_CONFIG_COUNT"))
        environment.merge(context.questions.forTerminal());
    return environment;
}

/// The texts for coding agents that are to be in the workspace before one is started.
std::map<std::string, std::string> agentTextsOf(Fields& fields)
{
    auto texts = fields.textMap("agentTexts");
    for (const auto& [name, text] : texts) {
        if (!isAgentText(name))
            fields.refuse("agentTexts", "\"agentTexts\" may have \"AGENTS.md\" and \"CLAUDE.md\".");
        if (text.size() > kMostAgentText)
            fields.refuse("agentTexts",
                          "A text in \"agentTexts\" may have at most " + std::to_string(kMostAgentText) + " bytes.");
    }
    return texts;
}

Answer create(Context& context, Call call)
{
    Fields fields(call.payload);
    TerminalSpec spec{.argv = fields.texts("argv"),
                      .folder = fields.optionalText("cwd").value_or(""),
                      .environment = environmentOf(context, fields),
                      .size = sizeOf(fields, {}),
                      .title = fields.optionalText("title").value_or("")};
    if (!spec.argv.empty() && spec.argv.front().empty())
        fields.refuse("argv", "\"argv\" must name a program.");
    if (spec.title.size() > kMostTitle)
        fields.refuse("title", "\"title\" may have at most " + std::to_string(kMostTitle) + " bytes.");
    const auto backing = fields.optionalText("backing").value_or("pty");
    if (backing != "pty" && backing != "tmux")
        fields.refuse("backing", "\"backing\" must be \"pty\" or \"tmux\".");
    spec.backing = backing == "tmux" ? TerminalBacking::Tmux : TerminalBacking::Pty;
    const auto texts = agentTextsOf(fields);
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    if (spec.backing == TerminalBacking::Tmux)
        if (const auto there = co_await checkTmux(context.children); !there)
            co_return std::unexpected(there.error());
    const auto written = writeAgentTexts(context.root, texts);
    if (!written)
        co_return std::unexpected(written.error());
    const auto terminal = context.terminals.create(spec);
    if (!terminal)
        co_return std::unexpected(terminal.error());
    auto reply = describe(**terminal);
    reply["written"] = *written;
    co_return reply;
}

Answer list(Context& context)
{
    Json sessions = Json::array();
    for (const auto& [number, terminal] : context.terminals.all())
        sessions.push_back(describe(*terminal));
    co_return Json{{"sessions", std::move(sessions)}};
}

/// The terminal that a request is about.
Outcome<std::shared_ptr<Terminal>> terminalOf(const Context& context, Fields& fields)
{
    const auto number = fields.number("session");
    if (fields.failure())
        return std::unexpected(*fields.failure());
    return context.terminals.find(number);
}

Answer startAgain(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto terminal = terminalOf(context, fields);
    if (!terminal)
        co_return std::unexpected(terminal.error());
    const auto size = sizeOf(fields, (*terminal)->record().size);
    const auto environment = environmentOf(context, fields);
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    if (const auto started = context.terminals.startAgain(**terminal, environment, size); !started)
        co_return std::unexpected(started.error());
    co_return describe(**terminal);
}

Answer attachTo(Context& context, Call call)
{
    Fields fields(call.payload);
    AttachSpec spec{.from = fields.optionalNumber("from")};
    spec.window = fields.optionalNumber("window").value_or(spec.window);
    spec.lines = fields.optionalNumber("lines").value_or(spec.lines);
    spec.answers = fields.flag("answers", true);
    if (spec.window < kLeastWindow || spec.window > kMostWindow)
        fields.refuse("window", "\"window\" must be from " + std::to_string(kLeastWindow) + " to " +
                                    std::to_string(kMostWindow) + " bytes.");
    const auto terminal = terminalOf(context, fields);
    if (!terminal)
        co_return std::unexpected(terminal.error());
    co_return co_await attach(*terminal, spec, std::move(call));
}

Answer snapshot(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto lines = fields.optionalNumber("lines").value_or(Scrollback::kMostLines);
    const auto terminal = terminalOf(context, fields);
    if (!terminal)
        co_return std::unexpected(terminal.error());
    const auto pass = co_await context.reads.enter();
    Json reply{{"session", (*terminal)->record().number}};
    co_await (*terminal)->look([&](const Screen& screen, std::uint64_t offset) {
        auto ansi = ansiOf(screen, lines);
        const bool tooMuch = ansi.size() > kMostAnsi;
        if (tooMuch)
            ansi = ansiOf(screen, 0);
        const auto cursor = screen.cursor();
        reply["offset"] = offset;
        reply["rows"] = screen.size().rows;
        reply["cols"] = screen.size().columns;
        reply["cursor"] = {{"row", cursor.row}, {"column", cursor.column}, {"visible", screen.modes().isOn(25)}};
        reply["alternate"] = screen.isAlternate();
        reply["title"] = screen.title();
        reply["text"] = textOf(screen.shown());
        reply["scrollback"] = tooMuch ? "" : textOf(screen.scrollback(), lines);
        reply["ansi"] = std::move(ansi);
        reply["truncated"] = tooMuch;
    });
    co_return reply;
}

Answer end(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto terminal = terminalOf(context, fields);
    if (!terminal)
        co_return std::unexpected(terminal.error());
    co_await context.terminals.remove(*terminal);
    co_return describe(**terminal);
}

/// Tells what the list is, now and whenever it changes, until it is cancelled.
Answer watch(Context& context, Call call)
{
    auto& terminals = context.terminals;
    const std::stop_callback onStop(call.stop, [&terminals] { terminals.changed().notify(); });
    for (std::optional<std::uint64_t> told; !call.stop.stop_requested();) {
        if (told == terminals.revision()) {
            co_await terminals.changed().wait();
            continue;
        }
        told = terminals.revision();
        Json sessions = Json::array();
        for (const auto& [number, terminal] : terminals.all())
            sessions.push_back(describe(*terminal));
        call.out->send(encode(protocol::Event{"terminal.list", {{"id", call.id}, {"sessions", std::move(sessions)}}}));
        co_await call.out->room();
    }
    co_return protocol::failed(protocol::Code::Cancelled, "The terminals are no longer watched.");
}

Outcome<void> resize(const Context& context, const Json& payload)
{
    Fields fields(payload);
    const auto terminal = terminalOf(context, fields);
    if (!terminal)
        return std::unexpected(terminal.error());
    (void)fields.number("rows"); // both must be there
    (void)fields.number("cols");
    const auto size = sizeOf(fields, {});
    if (fields.failure())
        return std::unexpected(*fields.failure());
    return (*terminal)->resize(size);
}

Outcome<void> acknowledge(const Context& context, const Json& payload, const Outbox* out)
{
    Fields fields(payload);
    const auto request = fields.number("id");
    const auto offset = fields.number("offset");
    if (fields.failure())
        return std::unexpected(*fields.failure());
    // One that has ended meanwhile is no error.
    if (request <= UINT32_MAX)
        context.terminals.acknowledge(out, static_cast<std::uint32_t>(request), offset);
    return {};
}

Outcome<void> repaint(const Context& context, const Json& payload, const Outbox* out)
{
    Fields fields(payload);
    const auto request = fields.number("id");
    const auto lines = fields.optionalNumber("lines").value_or(0);
    if (fields.failure())
        return std::unexpected(*fields.failure());
    if (request <= UINT32_MAX)
        context.terminals.repaint(out, static_cast<std::uint32_t>(request), lines);
    return {};
}

void input(const Context& context, const protocol::Frame& frame, Outbox& out)
{
    auto taken = context.terminals.find(frame.stream).and_then([&](const auto& terminal) {
        return terminal->input(frame.bytes, &out);
    });
    if (!taken)
        out.send(encode(protocol::Reply{0, std::unexpected(std::move(taken.error()))}));
}

} // namespace

void addTerminalRequests(Handlers& handlers, Context& context)
{
    handlers.byType["terminal.create"] = [&context](Call call) { return create(context, std::move(call)); };
    handlers.byType["terminal.list"] = [&context](Call) { return list(context); };
    handlers.byType["terminal.watch"] = [&context](Call call) { return watch(context, std::move(call)); };
    handlers.byType["terminal.start"] = [&context](Call call) { return startAgain(context, std::move(call)); };
    handlers.byType["terminal.attach"] = [&context](Call call) { return attachTo(context, std::move(call)); };
    handlers.byType["terminal.snapshot"] = [&context](Call call) { return snapshot(context, std::move(call)); };
    handlers.byType["terminal.end"] = [&context](Call call) { return end(context, std::move(call)); };
    handlers.byEvent["terminal.resize"] = [&context](const Json& payload, const std::shared_ptr<Outbox>&) {
        return resize(context, payload);
    };
    handlers.byEvent["terminal.ack"] = [&context](const Json& payload, const std::shared_ptr<Outbox>& out) {
        return acknowledge(context, payload, out.get());
    };
    handlers.byEvent["terminal.repaint"] = [&context](const Json& payload, const std::shared_ptr<Outbox>& out) {
        return repaint(context, payload, out.get());
    };
    handlers.byFrame[protocol::FrameKind::TerminalInput] =
        [&context](const protocol::Frame& frame, const std::shared_ptr<Outbox>& out) { input(context, frame, *out); };
}

} // namespace kalpana::bridge::server
