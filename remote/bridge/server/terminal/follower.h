#pragma once

#include "remote/bridge/server/async/gate.h"
#include "remote/bridge/server/async/workers.h"
#include "remote/bridge/server/terminal/output_ring.h"
#include "remote/bridge/server/terminal/screen.h"

#include <deque>
#include <functional>
#include <memory>

namespace kalpana::bridge::server {

/// A screen as it was when so much had been printed, without its scrollback: what a screen is made from again.
struct ScreenCheckpoint {
    std::uint64_t offset = 0;
    TerminalSize size = {};
    std::string ansi = {};
};
[[nodiscard]] Outcome<void> saveScreen(const std::string& path, const ScreenCheckpoint& checkpoint);
[[nodiscard]] std::optional<ScreenCheckpoint> loadScreen(const std::string& path);

/// Keeps a screen in step with a terminal's output, from the ring: what is printed fast is drawn on a worker, in large
/// pieces. Also writes checkpoints, so that a bridge after this one finds one within what is kept. Loop's thread; owned
/// by shared_ptr, which its coroutine keeps.
class Follower final : public std::enable_shared_from_this<Follower> {
public:
    struct Parts {
        asio::any_io_executor executor;
        Workers& workers;
        const OutputRing& ring; ///< outlives stop()
        std::string checkpointPath;
        std::function<void(std::string answers)> onAnswers; ///< what the terminal answers to the program
        std::function<void()> onProgress;                   ///< it has caught up, in part or wholly
        std::function<void()> onTitle;
    };
    /// How far the program may be ahead.
    static constexpr std::uint64_t kMostBehind = 2U << 20U;

    /// Begins with this, at its offset.
    Follower(Parts parts, const ScreenCheckpoint& from);

    void start();
    /// Nothing of the parts is touched any more once this has been called and the coroutine has noticed.
    void stop();
    /// There is more output.
    void wake() { m_changed.notify(); }
    /// What comes from here on is printed on a screen of this size.
    void resize(TerminalSize size);

    [[nodiscard]] std::uint64_t behind() const { return m_parts.ring.end() - m_fed; }
    [[nodiscard]] const std::string& title() const { return m_title; }
    [[nodiscard]] std::uint64_t bells() const { return m_bells; }

    /// Draws all that has been printed by now, and lets `look` see the screen, on a worker. `offset`: what is printed
    /// from there on is not on it.
    [[nodiscard]] asio::awaitable<void> look(std::function<void(const Screen& screen, std::uint64_t offset)> look);

private:
    static asio::awaitable<void> follow(std::shared_ptr<Follower> self);
    [[nodiscard]] bool idle() const;
    [[nodiscard]] asio::awaitable<void> step();
    void report();

    Parts m_parts;
    Screen m_screen;
    Gate m_gate; ///< to the screen
    std::uint64_t m_fed = 0;
    std::uint64_t m_checkpointAt = 0;
    bool m_checkpointDue = false;
    std::size_t m_lookers = 0;
    struct Resize {
        std::uint64_t offset;
        TerminalSize size;
    };
    std::deque<Resize> m_resizes;
    std::string m_title;
    std::uint64_t m_bells = 0;
    bool m_stopped = false;
    bool m_flooded = false;
    Event m_changed;
    Event m_progressed;
};

} // namespace kalpana::bridge::server
