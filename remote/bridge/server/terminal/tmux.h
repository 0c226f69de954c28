#pragma once

#include "remote/bridge/server/command/children.h"
#include "remote/bridge/server/terminal/pty.h"

namespace kalpana::bridge::server {

/// A tmux server for one program: the program outlives the bridge in it, and the bridge shows it by a client of tmux's.
/// One server for each, because a server's programs get the variables of whoever started the server: as an argument
/// they would be seen by everybody.

/// Failed, with what to do, where the host has no tmux of version 3 or newer.
[[nodiscard]] asio::awaitable<Outcome<void>> checkTmux(Children& children);
/// The client that starts the server at `socket` with this program, and shows it. Nothing of tmux's own is to be seen:
/// no status line, no keys, not the user's configuration, no alternate screen. It ends when the program does; the
/// server stays with what the program has left, for lastOfTmux().
[[nodiscard]] std::vector<std::string> tmuxStart(const std::string& socket, TerminalSize size,
                                                 const std::vector<std::string>& argv);
/// The client that shows what runs there.
[[nodiscard]] std::vector<std::string> tmuxAttach(const std::string& socket);
/// What the program has left on the screen when it ended, as output for a terminal; ends the server.
[[nodiscard]] asio::awaitable<std::string> lastOfTmux(Children& children, std::string socket);
/// A server answers there.
[[nodiscard]] bool tmuxRuns(const std::string& socket);
/// How the program ended, 128 and the signal's number where one ended it; none while it runs, or where it was killed
/// with its server.
[[nodiscard]] std::optional<int> tmuxExitCode(const std::string& socket);
/// Removes what server and program leave in the file system.
void forgetTmux(const std::string& socket);

} // namespace kalpana::bridge::server
