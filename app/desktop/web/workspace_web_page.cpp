#include "app/desktop/web/workspace_web_page.h"

#include "app/desktop/web/link_rules.h"

#include <QWebEngineCertificateError>
#include <QWebEngineFullScreenRequest>
#include <QWebEnginePermission>
#include <QWebEngineProfile>
#include <QWebEngineView>

namespace kalpana::desktop::web {

/// Stands in for a window that the page opens, until it is known where that leads.
class NewWindowPage final : public QWebEnginePage {
public:
    explicit NewWindowPage(WorkspaceWebPage& opener) : QWebEnginePage(opener.profile(), &opener), m_opener(opener) {}

protected:
    bool acceptNavigationRequest(const QUrl& address, NavigationType, bool) override
    {
        if (address.isEmpty() || address == QUrl(QStringLiteral("about:blank")))
            return true;
        m_opener.openElsewhere(address);
        deleteLater();
        return false;
    }

private:
    WorkspaceWebPage& m_opener;
};

WorkspaceWebPage::WorkspaceWebPage(QWebEngineProfile* profile, const QString& workspaceId, SystemOpener opener,
                                   QObject* parent)
    : QWebEnginePage(profile, parent), m_workspaceId(workspaceId), m_opener(std::move(opener))
{
    connect(this, &QWebEnginePage::certificateError, this,
            [](QWebEngineCertificateError error) { error.rejectCertificate(); });
    connect(this, &QWebEnginePage::permissionRequested, this, [this](const QWebEnginePermission& asked) {
        const bool clipboard = asked.permissionType() == QWebEnginePermission::PermissionType::ClipboardReadWrite;
        if (clipboard && belongsTo(asked.origin(), m_workspaceId, m_gatewayPort))
            asked.grant();
        else
            asked.deny();
    });
    connect(this, &QWebEnginePage::fullScreenRequested, this,
            [](QWebEngineFullScreenRequest request) { request.reject(); });
}

void WorkspaceWebPage::open(const QUrl& address)
{
    m_gatewayPort = address.port(80);
    load(address);
}

bool WorkspaceWebPage::acceptNavigationRequest(const QUrl& address, NavigationType, bool isMainFrame)
{
    // Frames inside are webviews and previews, which the page's own policy binds; but what is true for an address that
    // no page can show is handed to the system by Qt.
    if (isMainFrame ? belongsTo(address, m_workspaceId, m_gatewayPort) : isShownInPages(address))
        return true;
    openOutside(address, m_workspaceId, m_gatewayPort, view(), m_opener);
    return false;
}

QWebEnginePage* WorkspaceWebPage::createWindow(WebWindowType)
{
    return new NewWindowPage(*this);
}

QWidget* WorkspaceWebPage::view() const
{
    auto* shown = QWebEngineView::forPage(this);
    return shown ? shown->window() : nullptr;
}

void WorkspaceWebPage::openElsewhere(const QUrl& address)
{
    if (belongsTo(address, m_workspaceId, m_gatewayPort))
        openPreview(address);
    else
        openOutside(address, m_workspaceId, m_gatewayPort, view(), m_opener);
}

void WorkspaceWebPage::openPreview(const QUrl& address)
{
    // A port of the workspace, or a second editor window: ours, because only our profile may enter.
    auto* window = new QWebEngineView;
    window->setAttribute(Qt::WA_DeleteOnClose);
    auto* page = new WorkspaceWebPage(profile(), m_workspaceId, m_opener, window);
    window->setPage(page);
    connect(page, &QWebEnginePage::titleChanged, window, &QWidget::setWindowTitle);
    connect(page, &QWebEnginePage::windowCloseRequested, window, &QWidget::close);
    // At once: the profile goes with this page's view.
    connect(this, &QObject::destroyed, window, [window] { delete window; });
    window->resize(1100, 760);
    page->open(address);
    window->show();
}

} // namespace kalpana::desktop::web
