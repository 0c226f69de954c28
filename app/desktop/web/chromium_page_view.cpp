#include "app/desktop/web/chromium_page_view.h"

#include "app/desktop/web/edit_menu.h"
#include "app/desktop/web/page_scheme.h"

#include <QEvent>
#include <QVBoxLayout>
#include <QWebChannel>
#include <QWebEnginePage>
#include <QWebEnginePermission>
#include <QWebEngineSettings>
#include <QWebEngineView>

namespace kalpana::desktop::web {

namespace {

/// Never leaves its own address, opens no window.
class LockedPage final : public QWebEnginePage {
public:
    LockedPage(QUrl address, QWebEngineProfile* profile, QObject* parent)
        : QWebEnginePage(profile, parent), m_address(std::move(address))
    {
    }

protected:
    bool acceptNavigationRequest(const QUrl& address, NavigationType, bool) override { return address == m_address; }
    QWebEnginePage* createWindow(WebWindowType) override { return nullptr; }
    void javaScriptConsoleMessage(JavaScriptConsoleMessageLevel level, const QString& message, int line,
                                  const QString& source) override
    {
        if (level != InfoMessageLevel)
            qWarning("page: %s (%s:%d)", qUtf8Printable(message), qUtf8Printable(source), line);
    }

private:
    const QUrl m_address;
};

} // namespace

ChromiumPageView::ChromiumPageView(QWebEngineProfile& profile, views::OwnPage which, QObject& backend, QWidget* parent)
    : PageView(parent), m_view(new QWebEngineView(this))
{
    const auto address = PageScheme::address(which);
    auto* page = new LockedPage(address, &profile, m_view);
    page->setBackgroundColor(palette().color(QPalette::Window));
    page->settings()->setAttribute(QWebEngineSettings::LocalContentCanAccessRemoteUrls, false);
    QObject::connect(page, &QWebEnginePage::permissionRequested, page,
                     [](const QWebEnginePermission& asked) { asked.deny(); });
    auto* channel = new QWebChannel(page);
    channel->registerObject(QStringLiteral("backend"), &backend);
    page->setWebChannel(channel);
    m_view->setPage(page);
    useEditMenu(*m_view);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_view);
    setFocusProxy(m_view);
    page->load(address);
}

void ChromiumPageView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        m_view->page()->setBackgroundColor(palette().color(QPalette::Window));
    PageView::changeEvent(event);
}

void ChromiumPageView::evaluate(const QString& script, std::function<void(const QVariant&)> then)
{
    m_view->page()->runJavaScript(script, then);
}

} // namespace kalpana::desktop::web
