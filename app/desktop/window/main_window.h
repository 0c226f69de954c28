#pragma once

#include "app/desktop/layout/saved_layout.h"
#include "app/desktop/window/shelf.h"
#include "app/desktop/window/window_services.h"

#include <QMainWindow>
#include <QMenu>

#include <map>

class QStackedWidget;

namespace kalpana::desktop::home {
class HomePage;
class WorkspaceList;
} // namespace kalpana::desktop::home
namespace kalpana::desktop::create {
class NewWorkspacePage;
}

namespace kalpana::desktop::window {

class Rail;

/// The one window: the rail, and beside it home, the form for a new workspace, or an open workspace. Decides which page
/// is seen; the pages ask by signal.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(WindowServices services);
    ~MainWindow() override;

    /// To be called before it is shown; apart from making it, which needs no stored workspace.
    void showStored(kalpana::workspace::Store& store, QList<kalpana::workspace::Record> records);
    void showHome();
    void showNewWorkspace();
    /// By name or id; one that isn't there is said on home.
    void open(const QString& nameOrId);
    void stop(const QString& id);
    void askToDelete(const QString& id);
    [[nodiscard]] workbench::Page* page(const QString& id) const;
    [[nodiscard]] const Shelf& shelf() const { return m_shelf; }

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    struct OpenPage {
        QString name;
        workbench::Page* page = nullptr;
    };
    void makeMenu();
    [[nodiscard]] create::NewWorkspacePage& createPage();
    void refreshRows();
    void open(const kalpana::workspace::Record& record);
    void showWorkspace(const QString& id);
    void close(const QString& id);
    void leave(const QString& id, bool fresh);
    void setState(const QString& id, values::WorkspaceState state);
    void deleteOnHost(const kalpana::workspace::Record& record);
    void deleteHere(const kalpana::workspace::Record& record);
    void showProblem(const Error& error);
    /// Says why where there is none.
    [[nodiscard]] workbench::Workbench* workbench();
    [[nodiscard]] QString current() const;

    WindowServices m_services;
    Shelf m_shelf;
    layout::SavedLayout m_layout;
    QMenu m_menu;
    QAction* m_terminalsAction = nullptr;
    QAction* m_logAction = nullptr;
    QAction* m_stopAction = nullptr;
    QAction* m_closeAction = nullptr;
    home::WorkspaceList* m_list;
    Rail* m_rail;
    QStackedWidget* m_stack;
    home::HomePage* m_home;
    create::NewWorkspacePage* m_create = nullptr; ///< Made when it is first asked for.
    std::map<QString, OpenPage> m_opened;
    QString m_fresh; ///< The workspace that was created a moment ago, until it runs.
    create::Form m_lastForm;
};

} // namespace kalpana::desktop::window
