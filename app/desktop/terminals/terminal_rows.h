#pragma once

#include "remote/bridge/client/terminals.h"

#include <QJsonArray>

namespace kalpana::desktop::terminals {

/// What the page shows of each: {id, title, ended}.
[[nodiscard]] QJsonArray rowsOf(const std::vector<bridge::client::Terminal>& terminals);
/// Whether a shell runs in it: who leaves a shell has no more use for its terminal.
[[nodiscard]] bool isShell(const bridge::client::Terminal& terminal);
/// How it ended, and what to do about it.
[[nodiscard]] QString sentenceOf(const bridge::client::TerminalEnd& end);

} // namespace kalpana::desktop::terminals
