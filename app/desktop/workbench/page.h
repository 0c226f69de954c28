#pragma once

#include "app/desktop/values/workspace_state.h"

#include <QWidget>

namespace kalpana::desktop::workbench {

/// The page of an open workspace, as the window sees it. Destroying it closes the line and leaves the host as it is.
class Page : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// Begins; to be called once the signals are connected.
    virtual void start() = 0;
    virtual void stopRemote() = 0;
    /// Opens the log of the workspace, wherever the page shows it now.
    virtual void showLog() = 0;
    /// Opens the terminals on its host, once it runs.
    virtual void showTerminals() = 0;
    [[nodiscard]] virtual values::WorkspaceState state() const = 0;

Q_SIGNALS:
    void stateChanged(kalpana::desktop::values::WorkspaceState state);
    /// The user leaves while it isn't running: the page can go. `fresh`: it has never been running.
    void leaveRequested(bool fresh);
};

} // namespace kalpana::desktop::workbench
