#include "remote/bridge/server/terminal/attach.h"

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

void announce(const Terminal& terminal, std::uint64_t from, std::uint64_t lost, const Call& call)
{
    const auto& record = terminal.record();
    call.out->send(encode(protocol::Event{"terminal.attached",
                                          {{"id", call.id},
                                           {"session", record.number},
                                           {"offset", from},
                                           {"lost", lost},
                                           {"rows", record.size.rows},
                                           {"cols", record.size.columns}}}));
}

/// Sends the next piece of what is kept; false where there is none, or the client has enough for now.
bool sendPiece(const Terminal& terminal, Viewer& viewer, const Call& call)
{
    std::array<char, kFrameBytes> buffer; // NOLINT(*-member-init): read() fills it
    const auto room = viewer.window - std::min(viewer.window, viewer.sent - viewer.taken);
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
    Watching watching(*terminal, {.out = call.out.get(), .request = call.id, .window = spec.window});
    auto& viewer = watching.viewer();
    const std::stop_callback onStop(call.stop, [&terminal] { terminal->changed().notify(); });
    bool announced = false;
    viewer.sent = spec.from.value_or(ring.start());
    while (!call.stop.stop_requested()) {
        const bool outside = viewer.sent < ring.start() || viewer.sent > ring.end();
        if ((outside && !viewer.full()) || !announced) {
            const auto asked = viewer.sent;
            viewer.sent = outside ? ring.start() : asked;
            viewer.taken = viewer.sent;
            announce(*terminal, viewer.sent, viewer.sent > asked ? viewer.sent - asked : 0, call);
            announced = true;
        }
        const bool sent = sendPiece(*terminal, viewer, call);
        if (sent)
            co_await call.out->room();
        else if (!terminal->isRunning() && viewer.sent == ring.end())
            co_return endOf(*terminal);
        else
            co_await terminal->changed().wait();
    }
    co_return protocol::failed(protocol::Code::Cancelled, "The terminal was detached.");
}

} // namespace kalpana::bridge::server
