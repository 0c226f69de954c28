#pragma once

#include "remote/workspaces/attached_terminal.h"

#include <stop_token>

namespace kalpana::workspaces {

/// Hears of a workspace's terminals for as long as it lives, over a line that comes and goes; then no more. Any thread.
class TerminalWatch final {
public:
    /// Called on the I/O thread with all of them, those that have ended too, by number: now, after each change, and
    /// when the line is back. Must not block.
    using OnList = std::function<void(const std::vector<bridge::client::Terminal>&)>;

    TerminalWatch(io::IoThread& io, std::shared_ptr<Line> line, OnList onList);
    TerminalWatch(const TerminalWatch&) = delete;
    TerminalWatch& operator=(const TerminalWatch&) = delete;
    ~TerminalWatch();

private:
    class Watching;
    io::IoThread& m_io;
    std::shared_ptr<Watching> m_watching;
};

/// The terminals of an open workspace: programs on its host that outlive connections, windows and this program. Any
/// thread. The calls that return a Result block until the bridge has answered (use a flow thread); while the line is
/// down they fail with the reason. Must not outlive the workspace.
class Terminals final {
public:
    Terminals(io::IoThread& io, std::shared_ptr<Line> line) : m_io(io), m_line(std::move(line)) {}

    /// Errors: see bridge::client::createTerminal().
    [[nodiscard]] Result<bridge::client::Terminal> create(bridge::client::NewTerminal spec, std::stop_token stop);
    [[nodiscard]] Result<std::vector<bridge::client::Terminal>> list(std::stop_token stop);
    /// Runs the program of one that has ended again; attach() shows its output behind what was there.
    [[nodiscard]] Result<bridge::client::Terminal> startAgain(std::uint32_t number, bridge::client::TerminalSize size,
                                                              std::stop_token stop);
    /// Ends its processes and forgets it.
    [[nodiscard]] Result<void> end(std::uint32_t number, std::stop_token stop);
    [[nodiscard]] Result<bridge::client::TerminalSnapshot> snapshot(std::uint32_t number, std::uint32_t lines,
                                                                    std::stop_token stop);

    /// These return at once.
    [[nodiscard]] std::unique_ptr<AttachedTerminal> attach(std::uint32_t number, TerminalView& view,
                                                           std::optional<bridge::client::TerminalSize> size = {});
    [[nodiscard]] std::unique_ptr<TerminalWatch> watch(TerminalWatch::OnList onList);

private:
    io::IoThread& m_io;
    std::shared_ptr<Line> m_line;
};

} // namespace kalpana::workspaces
