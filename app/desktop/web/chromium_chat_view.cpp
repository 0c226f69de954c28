#include "app/desktop/web/chromium_chat_view.h"

#include "app/desktop/web/chat_scheme.h"
#include "app/desktop/web/edit_menu.h"

#include <QEvent>
#include <QVBoxLayout>
#include <QWebChannel>
#include <QWebEnginePage>
#include <QWebEnginePermission>
#include <QWebEngineSettings>
#include <QWebEngineView>

namespace kalpana::desktop::web {

namespace {

/// Never leaves the chat's own address, opens no window.
class ChatPage final : public QWebEnginePage {
public:
    using QWebEnginePage::QWebEnginePage;

protected:
    bool acceptNavigationRequest(const QUrl& address, NavigationType, bool) override
    {
        return address == ChatScheme::page();
    }
    QWebEnginePage* createWindow(WebWindowType) override { return nullptr; }
    void javaScriptConsoleMessage(JavaScriptConsoleMessageLevel level, const QString& message, int line,
                                  const QString& source) override
    {
        if (level != InfoMessageLevel)
            qWarning("chat page: %s (%s:%d)", qUtf8Printable(message), qUtf8Printable(source), line);
    }
};

} // namespace

ChromiumChatView::ChromiumChatView(QWebEngineProfile& profile, QObject& backend, QWidget* parent)
    : ChatView(parent), m_view(new QWebEngineView(this))
{
    auto* page = new ChatPage(&profile, m_view);
    page->setBackgroundColor(palette().color(QPalette::Window));
    page->settings()->setAttribute(QWebEngineSettings::LocalContentCanAccessRemoteUrls, false);
    QObject::connect(page, &QWebEnginePage::permissionRequested, page,
                     [](const QWebEnginePermission& asked) { asked.deny(); });
    auto* channel = new QWebChannel(page);
    channel->registerObject(QStringLiteral("chat"), &backend);
    page->setWebChannel(channel);
    m_view->setPage(page);
    useEditMenu(*m_view);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_view);
    setFocusProxy(m_view);
    page->load(ChatScheme::page());
}

void ChromiumChatView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        m_view->page()->setBackgroundColor(palette().color(QPalette::Window));
    ChatView::changeEvent(event);
}

void ChromiumChatView::evaluate(const QString& script, std::function<void(const QVariant&)> then)
{
    m_view->page()->runJavaScript(script, then);
}

} // namespace kalpana::desktop::web
