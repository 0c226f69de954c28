#pragma once

#include "remote/workspaces/line.h"
#include "remote/workspaces/terminal_view.h"

namespace kalpana::io {
class IoThread;
}

namespace kalpana::workspaces {

/// A terminal that a view is shown, over a line that comes and goes: attached again, from what it has seen, whenever
/// the line is back. Any thread. Destroying it detaches; the view is called no more then.
class AttachedTerminal final {
public:
    /// The view outlives this. `size`: the view's; without it the terminal keeps its own.
    AttachedTerminal(io::IoThread& io, std::shared_ptr<Line> line, std::uint32_t number, TerminalView& view,
                     std::optional<bridge::client::TerminalSize> size = {});
    AttachedTerminal(const AttachedTerminal&) = delete;
    AttachedTerminal& operator=(const AttachedTerminal&) = delete;
    ~AttachedTerminal();

    /// Types. What is typed while the line is down is dropped, as is what comes once kMostTyped bytes wait to be sent
    /// (TerminalView::refused): what nobody saw arrive must not be executed later.
    void type(std::string bytes);
    static constexpr std::size_t kMostTyped = 4U << 20U;
    /// The view has this size now. The terminal has one size for all: that of the view that said it last.
    void resize(bridge::client::TerminalSize size);
    /// From here on a line that is back begins with a new picture of the screen, with so many lines of the scrollback,
    /// instead of all that was printed meanwhile.
    void repaintAfterLoss(std::uint32_t lines);
    /// Begins with a new picture now, where the line is up.
    void repaint(std::uint32_t lines);
    /// So many more of the bytes that were given to output() are shown, in order. A view that never says so is given
    /// its first 256 KiB and then nothing.
    void shown(std::size_t bytes);

private:
    class Attachment;
    io::IoThread& m_io;
    std::shared_ptr<Attachment> m_attachment;
};

} // namespace kalpana::workspaces
