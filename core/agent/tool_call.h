#pragma once

#include "core/agent/language_model.h"
#include "core/agent/permissions.h"
#include "core/agent/workspace_tools.h"
#include "core/permissions/verdict.h"

#include <functional>
#include <optional>

namespace kalpana::agent {

/// Takes text of a running command, on the thread that runs it.
using TextReceiver = std::function<void(const QString&)>;

struct ToolResult {
    bool ok = true;
    QString text; ///< For the model: English.
};

/// A tool call that was checked and made ready; nothing has happened yet but reading.
struct PreparedCall {
    permissions::Action action;            ///< What the rules are asked about before run().
    PermissionRequest permission;          ///< What the user is asked then; callId and reason are the caller's to set.
    std::optional<QString> alwaysAsk = {}; ///< Set: asked about even where rules allow it, unless exactly it is
                                           ///< allowed; a sentence why, or empty.
    std::vector<permissions::Rule> always = {}; ///< What Decision::Always is kept as; scope and place are the caller's.
    std::function<Result<ToolResult>(WorkspaceTools&, const TextReceiver&, std::stop_token)> run;
};

/// A line for people: "Read src/greeting.py". Works for any call, however wrong its arguments are.
[[nodiscard]] QString titleOf(const ToolCall& call);

/// Checks a call and gets it ready (a change reads its file, for the preview and so that a file that changes meanwhile
/// is a conflict). An error's sentence is for the model, unless endsTurn(error).
[[nodiscard]] Result<PreparedCall> prepareCall(const ToolCall& call, WorkspaceTools& tools,
                                               const std::stop_token& stop);

/// Not the call's fault but the connection's or the user's: stopped, or the workspace can't be reached.
[[nodiscard]] bool endsTurn(const Error& error);

} // namespace kalpana::agent
