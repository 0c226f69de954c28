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
    DeleteFile,
    GitCommit,
    GitPush,
    RunCommand,
    ListTerminals,
    ReadTerminal,
    WriteTerminal,
    OpenTerminal,
    Fetch,
    AskUser,
    UpdatePlan,
};

/// Whether a tool may have an effect beyond the chat: such ones are not to be had in plan mode.
enum class Effect { None, Changes };

struct Tool {
    ToolKind kind;
    ToolDefinition definition;
    Effect effect = Effect::None;
};

/// Every tool with the words and the schema that the model gets. Written for models: English, not translated.
[[nodiscard]] const QList<Tool>& toolTable();

/// nullptr if there is none of that name.
[[nodiscard]] const Tool* findTool(const QString& name);

} // namespace kalpana::agent
