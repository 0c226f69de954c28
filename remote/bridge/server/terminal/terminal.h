#pragma once

#include "remote/bridge/server/command/children.h"
#include "remote/bridge/server/session/outbox.h"
#include "remote/bridge/server/terminal/follower.h"
#include "remote/bridge/server/terminal/record.h"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <functional>
#include <list>

namespace kalpana::bridge::server {

/// What is run in a terminal.
struct TerminalProgram {
    std::vector<std::string> argv = {};
    Environment environment = {};
    int folder = -1;   ///< open during the call
    bool runs = false; ///< it runs in its tmux already, and is only shown again
};

/// A client that is shown a terminal's output: how far it was sent and how far it has taken it in.
struct Viewer {
    const Outbox* out = nullptr;
    std::uint32_t request = 0;
    std::uint64_t sent = 0;
    std::uint64_t taken = 0;
    std::uint64_t window = 0;                  ///< how much may be on its way
    bool answers = true;                       ///< it is a terminal, which answers what programs ask terminals
    std::optional<std::uint64_t> repaint = {}; ///< it wants a new picture, with so many lines of the scrollback
    std::uint64_t refused = 0;                ///< bytes that it typed, that were not taken, and that it was not told of
    Clock::time_point movedAt = Clock::now(); ///< when `taken` last rose, or there was nothing to take

    [[nodiscard]] bool full() const { return sent - taken >= window; }
};

/// A program in a pseudo terminal that outlives its clients. Its output goes into a ring on disk; whoever watches is
/// sent from there. Loop's thread; always owned by shared_ptr, which its coroutines keep.
class Terminal final : public std::enable_shared_from_this<Terminal> {
public:
    struct Parts {
        asio::any_io_executor executor;
        Children& children;
        Workers& workers;
        std::string folder;             ///< where its files are
        std::function<void()> onChange; ///< what a list of terminals shows has changed
    };
    Terminal(Parts parts, TerminalRecord record, OutputRing ring);
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal();

    /// Starts the program; the first one, or another after the end of the one before.
    [[nodiscard]] Outcome<void> start(const TerminalProgram& program, TerminalSize size);
    [[nodiscard]] bool isRunning() const { return m_running != nullptr; }
    [[nodiscard]] const TerminalRecord& record() const { return m_record; }
    [[nodiscard]] const OutputRing& ring() const { return m_ring; }
    [[nodiscard]] bool isKept() const { return m_kept; }

    /// Types. Failed where no program runs, TooLarge where it has not read what was typed before; a viewer is told that
    /// by an event. Of several viewers
    /// only the one that typed last answers what the program asks the terminal: what the others answer is dropped.
    [[nodiscard]] Outcome<void> input(std::string_view bytes, const Outbox* from);
    [[nodiscard]] Outcome<void> resize(TerminalSize size);
    /// What was printed from there on was printed on a screen of the size of now.
    [[nodiscard]] std::uint64_t resizedAt() const { return m_resizedAt; }
    /// Hangs up, kills what is left, and returns when nothing is.
    [[nodiscard]] asio::awaitable<void> end(std::string reason);
    /// One that lives in a tmux is shown no more by this bridge, and goes on.
    void letGo();
    /// Kills what is left of one that does not run but may have left its tmux running.
    [[nodiscard]] asio::awaitable<void> endTmux();
    /// Its program was started by a bridge that is gone: says so at once, and ends what is left of it.
    [[nodiscard]] asio::awaitable<void> endLeftover();

    /// Output came, a client took some, a viewer came or went, or the program ended.
    [[nodiscard]] Event& changed() { return m_changed; }
    /// Viewers stay until they are removed.
    [[nodiscard]] Viewer& addViewer(Viewer viewer);
    void removeViewer(const Viewer& viewer);
    [[nodiscard]] std::size_t viewers() const { return m_viewers.size(); }
    /// A client took in what lies before `offset`; false where it does not watch this terminal under that request.
    bool acknowledge(const Outbox* out, std::uint32_t request, std::uint64_t offset);
    /// A client wants to be shown the whole screen again; false likewise.
    bool repaint(const Outbox* out, std::uint32_t request, std::uint64_t lines);

    /// What it shows now, once all output has been drawn; on a worker. See Follower.
    [[nodiscard]] asio::awaitable<void> look(std::function<void(const Screen& screen, std::uint64_t offset)> look);
    /// As the program has set it.
    [[nodiscard]] std::string programTitle() const { return m_follower ? m_follower->title() : std::string(); }
    [[nodiscard]] std::uint64_t bells() const { return m_follower ? m_follower->bells() : 0; }

    void save() const;

private:
    /// A program under way.
    struct Running {
        asio::posix::stream_descriptor ours;
        UniqueFd theirs;
        std::shared_ptr<Child> child;
        std::string input = {}; ///< typed, and not yet taken by the kernel
        bool writing = false;
        bool closed = false;
    };
    using Self = std::shared_ptr<Terminal>;

    [[nodiscard]] Viewer* viewerOf(const Outbox* out, std::uint32_t request);

    static asio::awaitable<void> read(Self self, std::shared_ptr<Running> running);
    static asio::awaitable<void> writeInput(std::shared_ptr<Running> running);
    static asio::awaitable<void> waitForEnd(Self self, std::shared_ptr<Running> running);
    [[nodiscard]] std::size_t takeOutput(Running& running);
    void append(std::string_view bytes);
    [[nodiscard]] Outcome<void> write(std::string_view bytes);
    [[nodiscard]] Follower& follower();
    void answer(const std::string& bytes);
    /// Until when the program is held back by clients that are slow; in the past where it is not.
    [[nodiscard]] Clock::time_point heldBackUntil() const;
    static asio::awaitable<void> takeLastOfTmux(Self self);
    void noteEnd(Running& running);
    void close(Running& running);

    Parts m_parts;
    TerminalRecord m_record;
    OutputRing m_ring;
    bool m_kept = true; ///< the ring is on disk
    std::shared_ptr<Running> m_running;
    std::uint64_t m_resizedAt = 0;
    std::string m_endReason;
    bool m_isLetGo = false;
    std::list<Viewer> m_viewers;
    const Outbox* m_typedLast = nullptr;  ///< only ever compared
    std::shared_ptr<Follower> m_follower; ///< made when first needed
    Event m_changed;
    Event m_room;
};

} // namespace kalpana::bridge::server
