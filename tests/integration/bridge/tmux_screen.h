#pragma once

#include "remote/bridge/server/terminal/screen.h"
#include "tests/support/temporary_folder.h"

#include <QByteArray>
#include <QStringList>

namespace kalpana::test {

/// A pane of a tmux of the test's own, which shows whatever it is fed: how somebody else's terminal understands it.
class TmuxScreen final {
public:
    explicit TmuxScreen(bridge::server::TerminalSize size);
    TmuxScreen(const TmuxScreen&) = delete;
    TmuxScreen& operator=(const TmuxScreen&) = delete;
    ~TmuxScreen();

    void feed(const std::string& bytes);
    void resize(bridge::server::TerminalSize size);

    /// What the pane shows now, colours and all.
    [[nodiscard]] QByteArray capture() const;
    /// "column,row,alternate screen"
    [[nodiscard]] QByteArray cursor() const;

private:
    QByteArray tmux(const QStringList& arguments) const;
    TemporaryFolder m_folder;
    int m_pipe = -1;
};

/// The cells of a capture: lines with SGR, each from a pen of its own.
[[nodiscard]] std::vector<bridge::server::Line> cellsOf(const QByteArray& capture, bridge::server::TerminalSize size);
/// What differs first between two screens, for people; empty where nothing does.
[[nodiscard]] QByteArray difference(const bridge::server::Grid& ours, const std::vector<bridge::server::Line>& theirs);

} // namespace kalpana::test
