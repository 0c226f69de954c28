#pragma once

#include "app/desktop/web/outside_links.h"

#include <QWebEnginePage>

namespace kalpana::desktop::web {

/// A page of a workspace. The main frame stays inside the workspace's origins; links and new windows that lead out go
/// to the system after a look at them; certificates that don't hold are refused; of all permissions only the clipboard
/// is given.
class WorkspaceWebPage final : public QWebEnginePage {
    Q_OBJECT
public:
    WorkspaceWebPage(QWebEngineProfile* profile, const QString& workspaceId, SystemOpener opener, QObject* parent);

    /// The gateway's port: taken from the address that is opened first.
    void open(const QUrl& address);

protected:
    bool acceptNavigationRequest(const QUrl& address, NavigationType type, bool isMainFrame) override;
    QWebEnginePage* createWindow(WebWindowType type) override;
    void javaScriptConsoleMessage(JavaScriptConsoleMessageLevel, const QString&, int, const QString&) override {}

private:
    friend class NewWindowPage;
    [[nodiscard]] QWidget* view() const;
    void openElsewhere(const QUrl& address);
    void openPreview(const QUrl& address);

    QString m_workspaceId;
    int m_gatewayPort = -1;
    SystemOpener m_opener;
};

} // namespace kalpana::desktop::web
