#pragma once

#include <QStackedWidget>

namespace kalpana::desktop::home {

class EmptyHome;
class ListedHome;
class WorkspaceList;

/// The first page: the workspaces, or how to make the first one. Asks for everything by signal. Ctrl+N is in force
/// while the page has the focus, never over the editor. What it does not show it does not make.
class HomePage final : public QStackedWidget {
    Q_OBJECT
public:
    explicit HomePage(WorkspaceList& workspaces, QWidget* parent = nullptr);

    void choose(const QString& id);

Q_SIGNALS:
    void newRequested();
    void openRequested(const QString& id);
    void stopRequested(const QString& id);
    void deleteRequested(const QString& id);

private:
    void refresh();
    void makeListed();
    void makeEmpty();

    WorkspaceList& m_workspaces;
    ListedHome* m_listed = nullptr;
    EmptyHome* m_empty = nullptr;
};

} // namespace kalpana::desktop::home
