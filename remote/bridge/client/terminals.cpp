#include "remote/bridge/client/terminals.h"

#include "remote/bridge/client/reply.h"
#include "remote/bridge/protocol/frame.h"

#include <QCoreApplication>

#include <algorithm>

namespace kalpana::bridge::client {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(bridge)
};

/// Ending one waits for its processes, and drawing a screen for what is printed.
constexpr std::chrono::seconds kSlow{30};

QString nameOf(std::uint32_t number)
{
    return Text::tr("Terminal %1").arg(number);
}

RequestHandlers about(std::uint32_t number)
{
    RequestHandlers handlers;
    handlers.timeout = kSlow;
    handlers.subject = nameOf(number);
    return handlers;
}

std::optional<int> exitCodeOf(protocol::Fields& fields)
{
    return fields.optionalNumber("exitCode").transform([](std::uint64_t code) { return static_cast<int>(code); });
}

TerminalEnd endOf(protocol::Fields& fields)
{
    return {.exitCode = exitCodeOf(fields),
            .signal = fields.optionalText("signal").value_or(""),
            .reason = fields.optionalText("reason").value_or("")};
}

/// No other host may have us draw a screen of billions of cells.
std::uint16_t extent(protocol::Fields& fields, const char* name, std::uint16_t most)
{
    const auto value = fields.number(name);
    if (value < 1 || value > most)
        fields.refuse(name, std::string(name) + " is out of range.");
    return static_cast<std::uint16_t>(value);
}

TerminalSize sizeOf(protocol::Fields& fields)
{
    return {.rows = extent(fields, "rows", 500), .columns = extent(fields, "cols", 1000)};
}

Terminal terminalOf(protocol::Fields& fields)
{
    using namespace std::chrono;
    Terminal terminal{.number = static_cast<std::uint32_t>(fields.number("session")),
                      .title = fields.text("title"),
                      .programTitle = fields.text("programTitle"),
                      .argv = fields.texts("argv"),
                      .cwd = fields.text("cwd"),
                      .pid = static_cast<std::int64_t>(fields.number("pid")),
                      .size = sizeOf(fields),
                      .createdAt = system_clock::time_point(milliseconds(fields.number("createdAt"))),
                      .clients = static_cast<std::uint32_t>(fields.number("clients")),
                      .bells = fields.number("bells"),
                      .backing = fields.text("backing") == "tmux" ? TerminalBacking::Tmux : TerminalBacking::Pty,
                      .end = {}};
    if (fields.text("state") != "running")
        terminal.end = endOf(fields);
    return terminal;
}

Result<Terminal> terminalIn(const Result<Json>& reply)
{
    if (!reply)
        return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    auto terminal = terminalOf(fields);
    if (const auto wrong = misread(fields))
        return std::unexpected(*wrong);
    return terminal;
}

Result<std::vector<Terminal>> terminalsIn(const Json& payload)
{
    std::vector<Terminal> terminals;
    protocol::Fields fields(payload);
    for (const Json& each : fields.objects("sessions")) {
        protocol::Fields entry(each);
        terminals.push_back(terminalOf(entry));
        if (const auto wrong = misread(entry))
            return std::unexpected(*wrong);
    }
    if (const auto wrong = misread(fields))
        return std::unexpected(*wrong);
    return terminals;
}

Json payloadOf(NewTerminal spec)
{
    Json payload{{"rows", spec.size.rows}, {"cols", spec.size.columns}};
    if (!spec.argv.empty())
        payload["argv"] = std::move(spec.argv);
    if (!spec.cwd.empty())
        payload["cwd"] = std::move(spec.cwd);
    if (!spec.environment.empty())
        payload["env"] = std::move(spec.environment);
    if (!spec.title.empty())
        payload["title"] = std::move(spec.title);
    if (spec.backing == TerminalBacking::Tmux)
        payload["backing"] = "tmux";
    if (!spec.agentTexts.empty())
        payload["agentTexts"] = std::move(spec.agentTexts);
    return payload;
}

/// Notes where output begins and tells it; what can't be read is passed over, as an event of a newer bridge is.
void begin(const TerminalSink& sink, AttachedTerminal& attached, const Json& payload)
{
    protocol::Fields fields(payload);
    TerminalBeginning beginning{.offset = fields.number("offset"),
                                .lost = fields.number("lost"),
                                .size = sizeOf(fields),
                                .snapshotBytes = fields.number("snapshotBytes")};
    attached.request = static_cast<std::uint32_t>(fields.number("id"));
    if (fields.failure())
        return;
    beginning.isPicture = beginning.snapshotBytes > 0 || attached.seen != beginning.offset;
    attached.snapshotLeft = beginning.snapshotBytes;
    attached.next = beginning.offset;
    // Half a picture is none: after a loss in its midst another one is asked for.
    attached.seen = beginning.snapshotBytes > 0 ? std::nullopt : std::optional(beginning.offset);
    sink.onBeginning(beginning);
}

void resized(const TerminalSink& sink, const Json& payload)
{
    protocol::Fields fields(payload);
    const auto size = sizeOf(fields);
    if (!fields.failure() && sink.onResized)
        sink.onResized(size);
}

void refused(const TerminalSink& sink, const Json& payload)
{
    protocol::Fields fields(payload);
    const auto bytes = fields.number("bytes");
    if (!fields.failure() && sink.onRefused)
        sink.onRefused(bytes);
}

void take(const TerminalSink& sink, AttachedTerminal& attached, const BinaryPart& part)
{
    const std::string_view bytes(reinterpret_cast<const char*>(part.bytes.data()), part.bytes.size());
    if (part.kind == static_cast<std::uint8_t>(protocol::FrameKind::TerminalSnapshot)) {
        attached.snapshotLeft -= std::min<std::uint64_t>(attached.snapshotLeft, bytes.size());
        if (attached.snapshotLeft == 0)
            attached.seen = attached.next;
    } else if (part.kind == static_cast<std::uint8_t>(protocol::FrameKind::Output))
        attached.seen = part.offset + bytes.size();
    else
        return;
    sink.onBytes(bytes);
}

} // namespace

asio::awaitable<Result<Terminal>> createTerminal(ClientPointer client, NewTerminal spec)
{
    RequestHandlers handlers;
    handlers.subject = spec.argv.empty() ? Text::tr("The shell") : QString::fromStdString(spec.argv.front());
    co_return terminalIn(co_await client->request("terminal.create", payloadOf(std::move(spec)), std::move(handlers)));
}

asio::awaitable<Result<std::vector<Terminal>>> listTerminals(ClientPointer client)
{
    Json payload = Json::object();
    RequestHandlers handlers;
    const auto reply = co_await client->request("terminal.list", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    co_return terminalsIn(*reply);
}

asio::awaitable<Result<void>> watchTerminals(ClientPointer client, std::function<void(std::vector<Terminal>)> onList)
{
    RequestHandlers handlers;
    handlers.timeout = std::chrono::milliseconds(0);
    handlers.onEvent = [onList = std::move(onList)](std::string_view event, const Json& payload) {
        if (event != "terminal.list")
            return;
        if (auto terminals = terminalsIn(payload))
            onList(std::move(*terminals));
    };
    Json payload = Json::object();
    co_return co_await requestDone(std::move(client), "terminal.watch", std::move(payload), std::move(handlers));
}

asio::awaitable<Result<Terminal>> startTerminalAgain(ClientPointer client, std::uint32_t number, TerminalSize size)
{
    Json payload{{"session", number}, {"rows", size.rows}, {"cols", size.columns}};
    co_return terminalIn(co_await client->request("terminal.start", std::move(payload), about(number)));
}

asio::awaitable<Result<void>> endTerminal(ClientPointer client, std::uint32_t number)
{
    Json payload{{"session", number}};
    co_return co_await requestDone(std::move(client), "terminal.end", std::move(payload), about(number));
}

asio::awaitable<Result<TerminalSnapshot>> terminalSnapshot(ClientPointer client, std::uint32_t number,
                                                           std::uint32_t lines)
{
    Json payload{{"session", number}, {"lines", lines}};
    const auto reply = co_await client->request("terminal.snapshot", std::move(payload), about(number));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    TerminalSnapshot snapshot{.offset = fields.number("offset"),
                              .size = sizeOf(fields),
                              .alternate = fields.flag("alternate"),
                              .title = contentOf(*reply, "title"),
                              .text = contentOf(*reply, "text"),
                              .scrollback = contentOf(*reply, "scrollback"),
                              .ansi = contentOf(*reply, "ansi")};
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return snapshot;
}

asio::awaitable<Result<TerminalEnd>> attachTerminal(ClientPointer client, std::uint32_t number, TerminalSink sink,
                                                    std::shared_ptr<AttachedTerminal> attached)
{
    Json payload{{"session", number}, {"window", kTerminalWindow}};
    if (attached->seen)
        payload["from"] = *attached->seen;
    if (attached->lines)
        payload["lines"] = *attached->lines;
    attached->request = 0;
    const auto shared = std::make_shared<TerminalSink>(std::move(sink));
    RequestHandlers handlers;
    handlers.timeout = std::chrono::milliseconds(0);
    handlers.subject = nameOf(number);
    handlers.onEvent = [shared, attached](std::string_view event, const Json& told) {
        if (event == "terminal.attached")
            begin(*shared, *attached, told);
        else if (event == "terminal.resized")
            resized(*shared, told);
        else if (event == "terminal.refused")
            refused(*shared, told);
    };
    handlers.onBinary = [shared, attached](const BinaryPart& part) { take(*shared, *attached, part); };
    const auto reply = co_await client->request("terminal.attach", std::move(payload), std::move(handlers));
    attached->request = 0;
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    auto end = endOf(fields);
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return end;
}

void acknowledgeTerminal(const ClientPointer& client, const AttachedTerminal& attached, std::uint64_t offset)
{
    if (attached.request != 0)
        client->sendEvent("terminal.ack", {{"id", attached.request}, {"offset", offset}});
}

void repaintTerminal(const ClientPointer& client, const AttachedTerminal& attached, std::uint32_t lines)
{
    if (attached.request != 0)
        client->sendEvent("terminal.repaint", {{"id", attached.request}, {"lines", lines}});
}

void resizeTerminal(const ClientPointer& client, std::uint32_t number, TerminalSize size)
{
    client->sendEvent("terminal.resize", {{"session", number}, {"rows", size.rows}, {"cols", size.columns}});
}

asio::awaitable<Result<void>> typeIntoTerminal(ClientPointer client, std::uint32_t number, std::string bytes)
{
    co_return co_await client->sendBinary(static_cast<std::uint8_t>(protocol::FrameKind::TerminalInput), number, 0,
                                          std::as_bytes(std::span(bytes)));
}

} // namespace kalpana::bridge::client
