#pragma once

#include "core/agent/language_model.h"

#include <QList>
#include <QString>

namespace kalpana::agent {

enum class ToolKind {
    ReadFile,
    WriteFile,
    EditFile,
    ListFolder,
    FindFiles,
    Search,
    GitStatus,
    GitDiff,
    Definition,
    References,
    Diagnostics,
    Outline,
    RunCommand,
};

struct Tool {
    ToolKind kind;
    ToolDefinition definition;
};

/// Every tool with the words and the schema that the model gets. Written for models: English, not translated.
[[nodiscard]] const QList<Tool>& toolTable();

/// nullptr if there is none of that name.
[[nodiscard]] const Tool* findTool(const QString& name);

} // namespace kalpana::agent
