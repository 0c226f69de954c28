#pragma once

#include "remote/workspaces/terminal_view.h"

#include <QByteArray>
#include <QList>

#include <functional>
#include <mutex>
#include <optional>

namespace kalpana::desktop::terminals {

/// Collects what a terminal prints until the GUI thread takes it. Bounded by the window of the attachment.
class ShownTerminal final : public workspaces::TerminalView {
public:
    struct Piece {
        std::optional<bridge::client::TerminalSize> picture =
            {};                                                ///< Begins a picture of this size, on an empty terminal.
        std::optional<bridge::client::TerminalSize> size = {}; ///< Goes on in this size.
        QByteArray bytes = {};
    };
    struct Taken {
        QList<Piece> pieces;
        std::optional<Result<bridge::client::TerminalEnd>> end;
        std::uint64_t refused = 0; ///< Bytes that were typed and went nowhere.
    };

    /// `ready` is called on the I/O thread once there is something to take, and not again before it was taken.
    explicit ShownTerminal(std::function<void()> ready) : m_ready(std::move(ready)) {}

    /// Any thread.
    [[nodiscard]] Taken take();

private:
    void pictureBegins(bridge::client::TerminalSize size, std::uint64_t lost) override;
    void resized(bridge::client::TerminalSize size) override;
    void refused(std::uint64_t bytes) override;
    void output(std::string_view bytes) override;
    void lineDown(const Error&) override {} // The session tells of it, for all terminals at once.
    void lineUp() override {}
    void ended(const Result<bridge::client::TerminalEnd>& end) override;
    void tell();

    std::function<void()> m_ready;
    std::mutex m_mutex; ///< Guards what follows.
    Taken m_waiting;
    bool m_told = false;
};

} // namespace kalpana::desktop::terminals
