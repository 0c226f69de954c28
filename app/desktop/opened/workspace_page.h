#pragma once

#include "app/desktop/session/session.h"
#include "app/desktop/values/workspace_row.h"

#include <QWidget>

#include <functional>

class QSplitter;
class QStackedLayout;

namespace kalpana::desktop::steps {
class BringUpPage;
}
namespace kalpana::desktop::views {
class ChatView;
class WebViews;
} // namespace kalpana::desktop::views

namespace kalpana::desktop::opened {

class EditorArea;
class StatusLine;

/// What the pages of all workspaces share.
struct PageServices {
    std::function<Result<views::WebViews*>()> web; ///< Loads the web module at the first call.
    std::function<QString(const QString& id)> profileFolder;
    std::function<QByteArray()> savedSplit;
    std::function<void(const QByteArray&)> saveSplit;
};

/// One open workspace: its way up, then editor and chat side by side, and the status line below. The editor's page
/// stays while the line comes and goes; it is loaded anew only after the workspace was stopped or its page died.
class WorkspacePage final : public QWidget {
    Q_OBJECT
public:
    /// `chat` is what the chat's page talks to; it outlives this.
    WorkspacePage(const values::WorkspaceRow& row, std::unique_ptr<session::Session> session, QObject& chat,
                  PageServices services, QWidget* parent = nullptr);
    ~WorkspacePage() override;

    void start();
    void stopRemote();
    [[nodiscard]] const QString& id() const { return m_row.id; }
    [[nodiscard]] const QString& name() const { return m_row.name; }
    [[nodiscard]] values::WorkspaceState state() const { return m_state; }
    [[nodiscard]] session::Session& session() { return *m_session; }
    [[nodiscard]] EditorArea* editor() const { return m_editor; }
    [[nodiscard]] views::ChatView* chatView() const { return m_chatView; }
    [[nodiscard]] StatusLine& statusLine() const { return *m_status; }

Q_SIGNALS:
    void stateChanged(kalpana::desktop::values::WorkspaceState state);
    /// The user leaves while it isn't running: the page can go. `fresh`: it has never been running.
    void leaveRequested(bool fresh);

private:
    void phaseChanged(workspaces::Phase phase, const std::optional<Error>& error);
    void setState(values::WorkspaceState state);
    void showSplit();
    [[nodiscard]] bool makeSplit();
    void dropSplit();

    values::WorkspaceRow m_row;
    QObject& m_chat;
    PageServices m_services;
    std::unique_ptr<session::Session> m_session;
    QStackedLayout* m_stack;
    steps::BringUpPage* m_bringUp;
    StatusLine* m_status;
    QSplitter* m_split = nullptr;
    EditorArea* m_editor = nullptr;
    views::ChatView* m_chatView = nullptr;
    values::WorkspaceState m_state = values::WorkspaceState::Connecting;
    workspaces::Phase m_phase = workspaces::Phase::Connecting;
    bool m_everRan = false;
};

} // namespace kalpana::desktop::opened
