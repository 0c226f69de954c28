#pragma once

#include "core/agent/workspace_tools.h"

#include <QStringList>

namespace kalpana::agent {

/// What a workspace tells agents in files of its own.
struct WorkspaceInstructions {
    QString text;      ///< For the model, each file under its name; empty where there are none.
    QStringList files; ///< What it was read from, in that order.
};

/// Reads AGENTS.md, CLAUDE.md and .kalpana/rules/*.md (by name), as far as they are there, are text, and may be read.
/// A file counts with its first 64 KiB, all of them with 256 KiB. The first of files with the same contents counts (a
/// CLAUDE.md is often a copy of AGENTS.md). Errors: those of the connection and of a stop.
[[nodiscard]] Result<WorkspaceInstructions> readInstructions(WorkspaceTools& tools, const std::stop_token& stop);

} // namespace kalpana::agent
