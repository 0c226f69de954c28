#pragma once

#include "app/desktop/values/workspace_row.h"

#include <QFrame>
#include <QHash>

class QMenu;
class QToolButton;
class QVBoxLayout;

namespace kalpana::desktop::window {

class WorkspaceButton;

/// The narrow strip on the left: home, one button for each open workspace, the menu with all commands.
class Rail final : public QFrame {
    Q_OBJECT
public:
    explicit Rail(QMenu& menu, QWidget* parent = nullptr);

    void add(const values::WorkspaceRow& row);
    void remove(const QString& id);
    void setState(const QString& id, values::WorkspaceState state);
    /// Empty: home.
    void setCurrent(const QString& id);

Q_SIGNALS:
    void homeRequested();
    void workspaceRequested(const QString& id);

private:
    QToolButton* m_home;
    QVBoxLayout* m_workspaces;
    QHash<QString, WorkspaceButton*> m_buttons;
};

} // namespace kalpana::desktop::window
