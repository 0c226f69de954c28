#pragma once

#include "remote/bridge/client/client.h"

#include <map>
#include <optional>
#include <vector>

/// Programs in terminals of the workspace: they outlive connections, and are told apart by number. To show one over
/// lines that come and go, use workspaces::Terminals, which is made of these calls.
namespace kalpana::bridge::client {

struct TerminalSize {
    std::uint16_t rows = 24;    ///< 1 to 500
    std::uint16_t columns = 80; ///< 1 to 1000

    bool operator==(const TerminalSize&) const = default;
};

/// How a terminal's program ended.
struct TerminalEnd {
    std::optional<int> exitCode; ///< None where a signal ended it, or nobody saw its end.
    std::string signal;          ///< Such as "TERM"; empty if none did.
    std::string reason;          ///< Why, where it did not end by itself, in the bridge's words.
};

enum class TerminalBacking : std::uint8_t {
    Pty,  ///< The bridge's own: its program ends with the bridge.
    Tmux, ///< A tmux server of the workspace, in which the program outlives the bridge.
};

struct Terminal {
    std::uint32_t number = 0;
    std::string title;        ///< As it was asked for; may be empty.
    std::string programTitle; ///< As the program has set it.
    std::vector<std::string> argv;
    std::string cwd; ///< Where it was started, below the workspace's folder.
    std::int64_t pid = 0;
    TerminalSize size;
    std::chrono::system_clock::time_point createdAt;
    std::uint32_t clients = 0; ///< How many are attached.
    std::uint64_t bells = 0;   ///< How often it has rung.
    TerminalBacking backing = TerminalBacking::Pty;
    std::optional<TerminalEnd> end; ///< None while it runs.

    [[nodiscard]] bool isRunning() const { return !end; }
};

struct NewTerminal {
    std::vector<std::string> argv = {}; ///< Empty: the login shell.
    std::string cwd = {};               ///< Below the workspace's folder; empty: that folder.
    std::map<std::string, std::string> environment = {};
    TerminalSize size = {};
    std::string title = {};
    TerminalBacking backing = TerminalBacking::Pty;
    /// Contents of "AGENTS.md" and "CLAUDE.md", written to the workspace's folder first where they are missing.
    std::map<std::string, std::string> agentTexts = {};
};

/// What a terminal shows at one moment.
struct TerminalSnapshot {
    std::uint64_t offset = 0; ///< What is printed from there on is not in it.
    TerminalSize size;
    bool alternate = false;
    std::string title;
    std::string text;       ///< The screen, a line a row.
    std::string scrollback; ///< The lines above it.
    std::string ansi;       ///< Output that brings a fresh terminal of this size there, modes and scrollback too.
};

/// Errors: NotFound (no such program or folder), NotExecutable, Remote (too many run, no tmux there).
[[nodiscard]] asio::awaitable<Result<Terminal>> createTerminal(ClientPointer client, NewTerminal spec);
/// Those that have ended too, by number.
[[nodiscard]] asio::awaitable<Result<std::vector<Terminal>>> listTerminals(ClientPointer client);
/// Tells the list now and after each change, until it is cancelled or the connection ends: never returns a value.
/// `onList` is called on the I/O thread and must not block.
[[nodiscard]] asio::awaitable<Result<void>> watchTerminals(ClientPointer client,
                                                           std::function<void(std::vector<Terminal>)> onList);
/// Runs the program of one that has ended again. Errors: NotFound, Conflict (it runs).
[[nodiscard]] asio::awaitable<Result<Terminal>> startTerminalAgain(ClientPointer client, std::uint32_t number,
                                                                   TerminalSize size);
/// Ends its processes where it runs, and forgets it with its output. Errors: NotFound.
[[nodiscard]] asio::awaitable<Result<void>> endTerminal(ClientPointer client, std::uint32_t number);
/// With at most so many lines of the scrollback. Errors: NotFound.
[[nodiscard]] asio::awaitable<Result<TerminalSnapshot>> terminalSnapshot(ClientPointer client, std::uint32_t number,
                                                                         std::uint32_t lines);

/// How far an attachment has come: what acknowledging needs, and what going on over another connection needs. Written
/// on the I/O thread while attachTerminal() is under way.
struct AttachedTerminal {
    std::uint32_t request = 0;               ///< 0: not attached yet.
    std::optional<std::uint64_t> seen;       ///< Of the terminal's output; none until a first picture is whole.
    std::optional<std::uint32_t> lines = {}; ///< Of the scrollback in a picture; none: all that there are.
    std::uint64_t snapshotLeft = 0; ///< Bytes of a picture that are still to come; `next` is where output follows.
    std::uint64_t next = 0;
};

/// Where output begins, or begins anew because this client has seen nothing or fell behind.
struct TerminalBeginning {
    std::uint64_t offset = 0; ///< Of the output that follows (behind the picture).
    std::uint64_t lost = 0;   ///< Bytes of output before that, which this client is never given.
    TerminalSize size;
    std::uint64_t snapshotBytes = 0;
    bool isPicture = false; ///< Show what follows on an empty terminal; else it goes on where it was.
};

/// Called on the I/O thread, in order; must not block.
struct TerminalSink {
    std::function<void(const TerminalBeginning&)> onBeginning;
    std::function<void(std::string_view)> onBytes; ///< Of the picture, and then of the output.
    /// What follows is drawn in another size, which this client or another has given the terminal.
    std::function<void(TerminalSize)> onResized = {};
    /// So many bytes that this client typed were dropped, because the program has not read what was typed before.
    std::function<void(std::uint64_t)> onRefused = {};
};

/// More than this of output is never on its way or unacknowledged.
inline constexpr std::uint64_t kTerminalWindow = 256U << 10U;

/// Shows a terminal from `attached->seen` on until its program has ended. At most kTerminalWindow bytes come before
/// acknowledgeTerminal() says that some were taken. Cancelling the coroutine detaches.
/// Errors: NotFound, ConnectionLost (go on with the same `attached` over another client).
[[nodiscard]] asio::awaitable<Result<TerminalEnd>> attachTerminal(ClientPointer client, std::uint32_t number,
                                                                  TerminalSink sink,
                                                                  std::shared_ptr<AttachedTerminal> attached);
/// What lies before `offset` of the output was shown. I/O thread.
void acknowledgeTerminal(const ClientPointer& client, const AttachedTerminal& attached, std::uint64_t offset);
/// Asks for a new picture of the screen, with so many lines of the scrollback: another onBeginning. I/O thread.
void repaintTerminal(const ClientPointer& client, const AttachedTerminal& attached, std::uint32_t lines);
/// I/O thread.
void resizeTerminal(const ClientPointer& client, std::uint32_t number, TerminalSize size);
/// Types; returns once the connection has taken it. At most 1 MiB. What the terminal's program does not want to read is
/// dropped there once 4 MiB wait, which an attachment is told (onRefused).
[[nodiscard]] asio::awaitable<Result<void>> typeIntoTerminal(ClientPointer client, std::uint32_t number,
                                                             std::string bytes);

} // namespace kalpana::bridge::client
