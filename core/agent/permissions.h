#pragma once

#include "core/base/error.h"

#include <QString>

#include <optional>
#include <stop_token>

namespace kalpana::agent {

enum class Decision {
    Once,       ///< This time.
    Chat,       ///< From now on in this chat; PermissionRequest::always says what exactly.
    Always,     ///< From now on in this workspace, likewise.
    Everywhere, ///< From now on in every workspace, likewise.
    No,
};

/// "once", "chat", "always", "everywhere", "no".
[[nodiscard]] QString decisionName(Decision decision);
/// nullopt if there is none of that name.
[[nodiscard]] std::optional<Decision> decisionNamed(const QString& name);

/// What the agent wants to do, prepared for a person to judge.
struct PermissionRequest {
    enum class Preview { Diff, Command };
    QString callId;
    QString tool;  ///< "write_file", "edit_file", "run_command" …
    QString title; ///< A sentence: "Change src/greeting.py", "Run a command in the workspace's folder".
    Preview kind = Preview::Command;
    QString preview; ///< A unified diff, or the command itself, whole; signs that hide others are made visible.
    QString reason;  ///< A sentence: why it is asked ("It deletes whole folders or many files (-rf)."); empty:
                     ///< no rule allows it.
    QString always; ///< What an answer for more than once would allow; empty: it can't be chosen (a file that runs code
                    ///< by itself, such as a Git hook).
    bool operator==(const PermissionRequest&) const = default;
};

/// Asks the user. Called on a flow thread and may block as long as the user thinks; a stop ends it at once with
/// ErrorCode::Cancelled. Any error ends the turn; Decision::No tells the model and goes on.
class PermissionPrompt {
public:
    virtual ~PermissionPrompt() = default;
    [[nodiscard]] virtual Result<Decision> ask(const PermissionRequest& request, std::stop_token stop) = 0;
};

} // namespace kalpana::agent
