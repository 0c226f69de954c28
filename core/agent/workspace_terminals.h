#pragma once

#include "core/base/error.h"

#include <QList>
#include <QString>

#include <optional>
#include <stop_token>

namespace kalpana::agent {

struct TerminalRow {
    quint32 number = 0;
    QString title;
    QString program; ///< Its words, as for a shell.
    bool running = false;
    std::optional<int> exitCode = {}; ///< Of one that has ended by itself.
};

/// What a terminal shows.
struct TerminalText {
    QString text; ///< The last lines of the scrollback, then the screen; no colours.
    bool running = false;
};

/// Terminals of the workspace, those of the user too. As WorkspaceTools, of which it is a part: stop, threads and
/// errors; NotFound where there is no such terminal.
class WorkspaceTerminals {
public:
    virtual ~WorkspaceTerminals() = default;
    [[nodiscard]] virtual Result<QList<TerminalRow>> terminals(std::stop_token stop) = 0;
    [[nodiscard]] virtual Result<TerminalText> readTerminal(quint32 number, int scrollbackLines,
                                                            std::stop_token stop) = 0;
    /// Types it as it is; "\r" is the Enter key.
    [[nodiscard]] virtual Result<void> typeIntoTerminal(quint32 number, const QString& text, std::stop_token stop) = 0;
    /// Runs a shell line in a new terminal, which goes on by itself. Its number.
    [[nodiscard]] virtual Result<quint32> openTerminal(const QString& command, const QString& title,
                                                       std::stop_token stop) = 0;
};

} // namespace kalpana::agent
