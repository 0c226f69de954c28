#include "app/desktop/web/chromium_page_view.h"

#include "app/desktop/web/edit_menu.h"
#include "app/desktop/web/page_scheme.h"

#include <QCoreApplication>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>
#include <QTimer>
#include <QVBoxLayout>
#include <QWebChannel>
#include <QWebEnginePage>
#include <QWebEnginePermission>
#include <QWebEngineSettings>
#include <QWebEngineView>

namespace kalpana::desktop::web {

namespace {

constexpr int mostCrashes = 3; // within a minute: then it is not by chance
constexpr std::chrono::minutes crashMemory(1);

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Page)
};

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
    : PageView(parent), m_view(new QWebEngineView), m_stack(new QStackedLayout(this)), m_sorry(new QWidget)
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
    auto* again = new QPushButton(Text::tr("Load it again"));
    auto* words = new QLabel(Text::tr("This page has crashed several times. Nothing that it showed is lost."));
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignCenter);
    auto* column = new QVBoxLayout(m_sorry);
    column->addStretch();
    column->addWidget(words);
    column->addWidget(again, 0, Qt::AlignCenter);
    column->addStretch();
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_sorry);
    QObject::connect(page, &QWebEnginePage::renderProcessTerminated, this,
                     [this](QWebEnginePage::RenderProcessTerminationStatus status) {
                         if (status != QWebEnginePage::NormalTerminationStatus)
                             crashed();
                     });
    QObject::connect(again, &QPushButton::clicked, this, [this, address] {
        m_stack->setCurrentWidget(m_view);
        m_view->page()->load(address);
    });
    setFocusProxy(m_view);
    page->load(address);
}

/// Its backend tells a fresh page all that it is to show.
void ChromiumPageView::crashed()
{
    QTimer::singleShot(crashMemory, this, [this] { --m_crashes; });
    if (++m_crashes >= mostCrashes)
        m_stack->setCurrentWidget(m_sorry);
    else // not from within the signal: the page is still being taken down
        QTimer::singleShot(0, this, [this] { m_view->reload(); });
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
