#pragma once

#include "remote/workspaces/terminal_view.h"

#include <deque>
#include <mutex>
#include <string>

namespace kalpana::cli {

/// What a terminal of a workspace is to show on the terminal here, until the program's own thread has written it there.
/// Bounded by what AttachedTerminal gives before it hears that something is shown.
class TerminalScreen final : public workspaces::TerminalView {
public:
    /// `wake` is called on the I/O thread when there is something new.
    explicit TerminalScreen(std::function<void()> wake) : m_wake(std::move(wake)) {}

    struct Piece {
        std::string bytes;
        bool isShown = false; ///< To be told to AttachedTerminal::shown().
        bool isRefusal = false;
    };
    /// What is next to be written; empty where nothing is.
    [[nodiscard]] Piece next();
    /// How it ended, once it has and everything before that was taken.
    [[nodiscard]] std::optional<Result<bridge::client::TerminalEnd>> end() const;
    [[nodiscard]] bool hasPicture() const;
    /// Bytes that were typed and did not reach the program.
    [[nodiscard]] std::uint64_t refused() const;
    /// The size in which the terminal there draws by now; none before the first picture.
    [[nodiscard]] std::optional<bridge::client::TerminalSize> size() const;

private:
    void pictureBegins(bridge::client::TerminalSize size, std::uint64_t lost) override;
    void resized(bridge::client::TerminalSize size) override;
    void refused(std::uint64_t bytes) override;
    void output(std::string_view bytes) override;
    void lineDown(const Error& reason) override;
    void lineUp() override {} // A picture follows.
    void ended(const Result<bridge::client::TerminalEnd>& end) override;
    void add(std::string bytes, bool isShown);

    std::function<void()> m_wake;
    mutable std::mutex m_mutex; ///< Guards what follows.
    std::deque<Piece> m_pieces;
    bool m_hasPicture = false;
    std::uint64_t m_refused = 0;
    std::optional<bridge::client::TerminalSize> m_size;
    std::optional<Result<bridge::client::TerminalEnd>> m_end;
};

} // namespace kalpana::cli
