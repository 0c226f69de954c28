#pragma once

#include "app/desktop/session/session.h"
#include "app/desktop/values/workspace_row.h"
#include "app/desktop/workbench/page.h"

#include <functional>

class QSplitter;
class QStackedLayout;
class QStackedWidget;

namespace kalpana::desktop::steps {
class BringUpPage;
}
namespace kalpana::desktop::terminals {
class TerminalsBackend;
}
namespace kalpana::desktop::views {
class PageView;
class WebViews;
} // namespace kalpana::desktop::views

namespace kalpana::desktop::opened {

class EditorArea;
class LogPanel;
class StatusLine;

/// What a page takes from its surroundings.
struct PageServices {
    std::function<Result<views::WebViews*>()> web; ///< Loads the web module at the first call.
    QString profileFolder;                         ///< Of this workspace alone.
    /// Where the dividers stand, by name.
    std::function<QByteArray(const QString& name)> savedSplit;
    std::function<void(const QString& name, const QByteArray& state)> saveSplit;
};

/// One open workspace: its way up, then editor and chat side by side, and the status line below. The editor's page
/// stays while the line comes and goes; it is loaded anew only after the workspace was stopped or its page died.
class WorkspacePage final : public workbench::Page {
    Q_OBJECT
public:
    /// `chat` and `terminals` are what the pages of these talk to; they may use the session.
    WorkspacePage(const values::WorkspaceRow& row, std::unique_ptr<QObject> chat,
                  std::unique_ptr<terminals::TerminalsBackend> terminals, std::unique_ptr<session::Session> session,
                  PageServices services, QWidget* parent = nullptr);
    ~WorkspacePage() override;

    void start() override;
    void stopRemote() override;
    void showLog() override;
    void showTerminals() override { setTerminalsOpen(true); }
    /// Takes a widget and shows it in the editor's place, which comes back when it is closed or another is placed.
    /// False (and the widget is gone) while the editor itself is not there.
    bool placeOverEditor(std::unique_ptr<QWidget> widget);
    void closePlaced();
    /// Turns to the editor; what is placed over it goes.
    void showEditor();
    /// Puts a command line into a new terminal, where the user may run it.
    void proposeInTerminal(const QString& command);
    [[nodiscard]] values::WorkspaceState state() const override { return m_state; }
    [[nodiscard]] session::Session& session() { return *m_session; }
    [[nodiscard]] EditorArea* editor() const { return m_editor; }
    [[nodiscard]] views::PageView* chatView() const { return m_chatView; }
    [[nodiscard]] views::PageView* terminalsView() const { return m_terminalsView; }
    [[nodiscard]] StatusLine& statusLine() const { return *m_status; }

private:
    void phaseChanged(workspaces::Phase phase, const std::optional<Error>& error);
    void setState(values::WorkspaceState state);
    void showSplit();
    [[nodiscard]] bool makeSplit();
    void dropSplit();
    void setLogOpen(bool open);
    void placeLog();
    void setTerminalsOpen(bool open);
    void placeTerminals();
    void keepSplit(QSplitter& split, const QString& name);

    values::WorkspaceRow m_row;
    PageServices m_services;
    std::unique_ptr<QObject> m_chat;
    std::unique_ptr<session::Session> m_session;
    std::unique_ptr<terminals::TerminalsBackend> m_terminals;
    QStackedLayout* m_stack;
    steps::BringUpPage* m_bringUp;
    LogPanel* m_log;
    StatusLine* m_status;
    QSplitter* m_split = nullptr;
    QSplitter* m_left = nullptr; ///< The editor, and the terminals below it.
    EditorArea* m_editor = nullptr;
    QStackedWidget* m_place = nullptr;          ///< The editor, and what is placed over it.
    QWidget* m_placed = nullptr;                ///< Over the editor.
    views::PageView* m_terminalsView = nullptr; ///< Made when it is first opened.
    views::PageView* m_chatView = nullptr;
    values::WorkspaceState m_state = values::WorkspaceState::Connecting;
    workspaces::Phase m_phase = workspaces::Phase::Connecting;
    bool m_everRan = false;
    bool m_logIsOpen = false;
    bool m_terminalsAreOpen = false;
};

} // namespace kalpana::desktop::opened
