#pragma once

#include "remote/bridge/server/files/root.h"
#include "remote/bridge/server/terminal/terminal.h"

#include <map>

namespace kalpana::bridge::server {

/// What a client may ask for in a new terminal.
struct TerminalSpec {
    std::vector<std::string> argv = {}; ///< empty: the login shell
    std::string folder = {};            ///< below the workspace's
    std::map<std::string, std::string> environment = {};
    TerminalSize size = {};
    std::string title = {};
    TerminalBacking backing = TerminalBacking::Pty;
};

/// The terminals of a workspace, by number: those that run, and those that have ended and can still be read. Loop's
/// thread; outlives the loop's coroutines.
class Terminals final {
public:
    static constexpr std::size_t kMostRunning = 16;
    static constexpr std::size_t kMostEnded = 16;

    /// `folder` is for their files, 0700; `sockets` for those of tmux, 0700 and on a short path.
    Terminals(asio::any_io_executor executor, Children& children, Workers& workers, const Root& root,
              std::string folder, std::string sockets);

    /// Finds what a bridge before this one has left; its programs have ended with it, or are ended now, but for those
    /// that live in a tmux: they are shown again.
    void restore();

    [[nodiscard]] Outcome<std::shared_ptr<Terminal>> create(const TerminalSpec& spec);
    /// Runs the program of one that has ended again.
    [[nodiscard]] Outcome<void> startAgain(Terminal& terminal, const std::map<std::string, std::string>& environment,
                                           TerminalSize size);
    [[nodiscard]] Outcome<std::shared_ptr<Terminal>> find(std::uint64_t number) const;
    /// Ends it where it runs, and forgets it with its files.
    [[nodiscard]] asio::awaitable<void> remove(std::shared_ptr<Terminal> terminal);
    [[nodiscard]] const std::map<std::uint32_t, std::shared_ptr<Terminal>>& all() const { return m_terminals; }
    /// Ends all that run, but perhaps those that live in a tmux; what they have printed stays.
    [[nodiscard]] asio::awaitable<void> endAll(std::string reason, bool inTmuxToo);
    void acknowledge(const Outbox* out, std::uint32_t request, std::uint64_t offset);
    void repaint(const Outbox* out, std::uint32_t request, std::uint64_t lines);

    /// Something that the list shows is different from before; revision() is another then.
    [[nodiscard]] Event& changed() { return m_changed; }
    [[nodiscard]] std::uint64_t revision() const { return m_revision; }

private:
    [[nodiscard]] std::size_t running() const;
    [[nodiscard]] Outcome<void> startIn(Terminal& terminal, const std::map<std::string, std::string>& environment,
                                        TerminalSize size);
    [[nodiscard]] Terminal::Parts parts();
    void forget(std::uint32_t number);
    void forgetOldest();
    void noteChange();

    asio::any_io_executor m_executor;
    Children& m_children;
    Workers& m_workers;
    const Root& m_root;
    std::string m_folder;
    std::string m_sockets;
    std::map<std::uint32_t, std::shared_ptr<Terminal>> m_terminals;
    std::uint32_t m_lastNumber = 0;
    Event m_changed;
    std::uint64_t m_revision = 0;
};

/// Kills the programs of terminals in `folder` that live on in a tmux, when no bridge holds them.
void killTmuxLeftovers(const std::string& folder);

} // namespace kalpana::bridge::server
