#pragma once

#include "app/desktop/values/workspace_state.h"
#include "core/workspace/record.h"

#include <QDateTime>
#include <QMetaType>
#include <QString>

namespace kalpana::desktop::values {

/// A workspace as home shows it.
struct WorkspaceRow {
    QString id;
    QString name;
    QString host; ///< As the record has it: "local", an alias, user@host:port.
    QString folder;
    WorkspaceState state = WorkspaceState::Closed;
    QDateTime lastUsed;

    bool operator==(const WorkspaceRow&) const = default;
};

[[nodiscard]] WorkspaceRow rowOf(const workspace::Record& record);

} // namespace kalpana::desktop::values

Q_DECLARE_METATYPE(kalpana::desktop::values::WorkspaceRow)
