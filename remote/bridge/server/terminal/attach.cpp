#include "remote/bridge/server/terminal/attach.h"

#include "remote/bridge/server/terminal/snapshot.h"

#include <array>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kFrameBytes = 64U << 10U;

/// Watches a terminal as long as it lives.
class Watching final {
public:
    Watching(Terminal& terminal, const Viewer& viewer) : m_terminal(terminal), m_viewer(terminal.addViewer(viewer)) {}
    Watching(const Watching&) = delete;
    Watching& operator=(const Watching&) = delete;
    ~Watching() { m_terminal.removeViewer(m_viewer); }
    [[nodiscard]] Viewer& viewer() { return m_viewer; }

private:
    Terminal& m_terminal;
    Viewer& m_viewer;
};

/// Where a client begins: at an offset, on a screen of this size, whose content it is given where it does not know it.
struct Beginning {
    std::uint64_t offset = 0;
    std::uint64_t lost = 0;
    TerminalSize size = {};
    std::string snapshot = {};
};

void announce(const Terminal& terminal, const Beginning& beginning, const Call& call)
{
    call.out->send(encode(protocol::Event{"terminal.attached",
                                          {{"id", call.id},
                                           {"session", terminal.record().number},
                                           {"offset", beginning.offset},
                                           {"lost", beginning.lost},
                                           {"rows", beginning.size.rows},
                                           {"cols", beginning.size.columns},
                                           {"snapshotBytes", beginning.snapshot.size()}}}));
}

asio::awaitable<void> sendSnapshot(const Terminal& terminal, const Beginning& beginning, const Call& call)
{
    announce(terminal, beginning, call);
    for (std::size_t at = 0; at < beginning.snapshot.size(); at += kFrameBytes) {
        const auto part = std::string_view(beginning.snapshot).substr(at, kFrameBytes);
        call.out->send(protocol::Frame{protocol::FrameKind::TerminalSnapshot, call.id, at, part});
        co_await call.out->room();
    }
}

void tellSize(const Terminal& terminal, const Viewer& viewer, const Call& call)
{
    const auto& size = terminal.record().size;
    call.out->send(encode(protocol::Event{"terminal.resized",
                                          {{"id", call.id},
                                           {"session", terminal.record().number},
                                           {"offset", viewer.sent},
                                           {"rows", size.rows},
                                           {"cols", size.columns}}}));
}

void tellRefused(const Terminal& terminal, std::uint64_t bytes, const Call& call)
{
    call.out->send(encode(protocol::Event{"terminal.refused",
                                          {{"id", call.id}, {"session", terminal.record().number}, {"bytes", bytes}}}));
}

/// Sends the next piece of what is kept before `until`; false where there is none, or the client has enough for now.
bool sendPiece(const Terminal& terminal, Viewer& viewer, std::uint64_t until, const Call& call)
{
    std::array<char, kFrameBytes> buffer; // NOLINT(*-member-init): read() fills it
    const auto window = viewer.window - std::min(viewer.window, viewer.sent - viewer.taken);
    const auto room = std::min(window, until - std::min(until, viewer.sent));
    const auto count =
        terminal.ring().read(viewer.sent, std::span(buffer.data(), std::min<std::uint64_t>(room, buffer.size())));
    if (count == 0)
        return false;
    call.out->send(protocol::Frame{protocol::FrameKind::Output, call.id, viewer.sent, {buffer.data(), count}});
    viewer.sent += count;
    return true;
}

Json endOf(const Terminal& terminal)
{
    const auto& end = terminal.record().end;
    Json json{{"offset", terminal.ring().end()},
              {"exitCode", nullptr},
              {"signal", end ? end->signal : ""},
              {"reason", end ? end->reason : ""}};
    if (end && end->exitCode)
        json["exitCode"] = *end->exitCode;
    return json;
}

} // namespace

asio::awaitable<Outcome<Json>> attach(std::shared_ptr<Terminal> terminal, AttachSpec spec, Call call)
{
    const auto& ring = terminal->ring();
    Watching watching(*terminal, {.out = call.out.get(),
                                  .request = call.id,
                                  .sent = spec.from.value_or(ring.end()),
                                  .taken = spec.from.value_or(ring.end()),
                                  .window = spec.window,
                                  .answers = spec.answers});
    auto& viewer = watching.viewer();
    const std::stop_callback onStop(call.stop, [&terminal] { terminal->changed().notify(); });
    bool knowsTheScreen = spec.from.has_value();
    bool announced = false;
    TerminalSize size; // that the client draws in
    while (!call.stop.stop_requested()) {
        if (viewer.refused > 0) {
            tellRefused(*terminal, std::exchange(viewer.refused, 0), call);
            co_await call.out->room(); // much may be typed by one who reads nothing
        }
        if (const auto lines = std::exchange(viewer.repaint, {})) {
            spec.lines = *lines;
            knowsTheScreen = false;
        }
        knowsTheScreen = knowsTheScreen && viewer.sent >= ring.start() && viewer.sent <= ring.end();
        if (!knowsTheScreen && !viewer.full()) {
            Beginning beginning{.lost = viewer.sent};
            viewer.sent = viewer.taken = ring.end(); // so that it holds nobody up meanwhile
            co_await terminal->look([&](const Screen& screen, std::uint64_t offset) {
                beginning.offset = offset;
                beginning.size = screen.size();
                beginning.snapshot = ansiOf(screen, spec.lines);
            });
            beginning.lost = spec.from && beginning.offset > beginning.lost ? beginning.offset - beginning.lost : 0;
            viewer.sent = viewer.taken = beginning.offset;
            co_await sendSnapshot(*terminal, beginning, call);
            knowsTheScreen = announced = true;
            size = beginning.size;
            spec.from = beginning.offset; // from here on what it misses is lost to it
        } else if (!announced) {
            size = terminal->record().size;
            announce(*terminal, {.offset = viewer.sent, .size = size}, call);
            announced = true;
        }
        if (knowsTheScreen && size != terminal->record().size && viewer.sent >= terminal->resizedAt()) {
            tellSize(*terminal, viewer, call);
            size = terminal->record().size;
        }
        const auto until = size == terminal->record().size ? UINT64_MAX : terminal->resizedAt();
        if (knowsTheScreen && sendPiece(*terminal, viewer, until, call))
            co_await call.out->room();
        else if (!terminal->isRunning() && viewer.sent == ring.end())
            co_return endOf(*terminal);
        else if (knowsTheScreen || viewer.full())
            co_await terminal->changed().wait();
    }
    co_return protocol::failed(protocol::Code::Cancelled, "The terminal was detached.");
}

} // namespace kalpana::bridge::server
