#pragma once

#include <QString>

#include <optional>

namespace kalpana::agent {

/// What "always in this workspace" stands for, as ChatStore keeps it.
///
/// Running: exactly this command line, to the last character; no pattern.
/// Changing files: every file of the workspace, by write_file and edit_file alike (it is one question to a user: "may
/// it edit here?"), except files that make a program run something when they are merely there, such as Git hooks: those
/// are asked about each time.
struct PermissionSubject {
    QString tool;    ///< "run" or "change-files"
    QString subject; ///< The command; empty for files.
};

[[nodiscard]] PermissionSubject subjectOfCommand(const QString& command);
/// nullopt: may only be allowed once. The path is a checked one (tool_arguments.h).
[[nodiscard]] std::optional<PermissionSubject> subjectOfChange(const QString& path);

} // namespace kalpana::agent
