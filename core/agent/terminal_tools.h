#pragma once

#include "core/agent/tool_call.h"
#include "core/agent/tool_table.h"

namespace kalpana::agent {

/// list_terminals, read_terminal, write_terminal and open_terminal. What is typed is judged as a command line, and is
/// always asked about: what reads it may be no shell. Of arguments that were checked.
[[nodiscard]] PreparedCall prepareTerminalCall(ToolKind kind, const QJsonObject& arguments);

} // namespace kalpana::agent
