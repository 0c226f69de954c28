#pragma once

#include <QString>
#include <QStringList>

namespace kalpana::desktop::create {

/// What the user typed, trimmed. The folder may be empty: provisioning makes one. The host is "local", an alias,
/// user@host:port or ssh://user@host:port.
struct Form {
    QString host;
    QString folder;
    QString name;
    bool operator==(const Form&) const = default;
};

/// A sentence for each field that can't be used as it is; empty where it can.
struct FormProblems {
    QString host;
    QString folder;
    QString name;
    [[nodiscard]] bool none() const { return host.isEmpty() && folder.isEmpty() && name.isEmpty(); }
};

/// Looks at the words only, never at the host.
[[nodiscard]] FormProblems check(const Form& form, const QStringList& namesInUse);

/// A name for a workspace of this folder: its last part, with a number behind it while that is in use.
[[nodiscard]] QString suggestedName(const QString& folder, const QStringList& namesInUse);

} // namespace kalpana::desktop::create
