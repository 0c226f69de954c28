#pragma once

#include "remote/bridge/client/terminals.h"

namespace kalpana::workspaces {

/// Shows a terminal to somebody. Called on the I/O thread, one call at a time and in order; must not block: post to
/// your own thread and return.
///
/// A life: pictureBegins, output…, resized, output…, and so on; while the line is down, lineDown, then lineUp and
/// either output that goes on without a gap or another pictureBegins; in the end ended, once.
class TerminalView {
public:
    TerminalView() = default;
    TerminalView(const TerminalView&) = delete;
    TerminalView& operator=(const TerminalView&) = delete;
    virtual ~TerminalView() = default;

    /// What follows is to be shown on an empty terminal of this size without scrollback: reset yours. Comes first, and
    /// where this view fell behind what the host keeps; `lost` bytes of output are not shown then.
    virtual void pictureBegins(bridge::client::TerminalSize size, std::uint64_t lost) = 0;
    /// What follows is to be shown in this size: some view of the terminal, perhaps this one, has given it another.
    virtual void resized(bridge::client::TerminalSize size) = 0;
    /// So many bytes that were typed here went nowhere: the program has not read what was typed before.
    virtual void refused(std::uint64_t bytes) = 0;
    /// Bytes for a terminal (xterm's sequences, UTF-8; a piece may end in the midst of either). Valid during the call
    /// only. Say AttachedTerminal::shown() once they are shown: no more than 256 KiB come before that, but for a
    /// picture, which comes whole.
    virtual void output(std::string_view bytes) = 0;
    /// The line is down; it is attached again by itself.
    virtual void lineDown(const Error& reason) = 0;
    virtual void lineUp() = 0;
    /// The program has ended, or the terminal can be shown no more: NotFound (it was removed), Cancelled (the workspace
    /// was closed). The last call.
    virtual void ended(const Result<bridge::client::TerminalEnd>& end) = 0;
};

} // namespace kalpana::workspaces
