#include "app/desktop/web/chromium_views.h"

#include "app/desktop/web/chromium_editor_view.h"
#include "app/desktop/web/chromium_page_view.h"
#include "app/desktop/web/page_scheme.h"

#include <QDesktopServices>
#include <QWebEngineProfile>

namespace kalpana::desktop::web {

namespace {

/// No traffic of Chromium's own: no component updates, no field trials, no reporting. Flags of the user's come last.
void quietenChromium()
{
    constexpr const char* variable = "QTWEBENGINE_CHROMIUM_FLAGS";
    qputenv(
        variable,
        "--disable-background-networking --disable-component-update --disable-domain-reliability --disable-sync "
        "--no-pings "
        "--no-first-run --disable-breakpad --disable-speech-api "
        "--disable-features=AutofillServerCommunication,OptimizationHints,MediaRouter,Translate,WebBluetooth,WebUSB " +
            qgetenv(variable));
}

} // namespace

ChromiumViews::ChromiumViews(SystemOpener opener)
    : m_opener(opener ? std::move(opener) : [](const QUrl& address) { QDesktopServices::openUrl(address); })
{
    quietenChromium();
    PageScheme::announce();
    m_pageProfile = std::make_unique<QWebEngineProfile>(); // without a name: off the record
    m_pageProfile->installUrlSchemeHandler(PageScheme::name(), new PageScheme(m_pageProfile.get()));
}

ChromiumViews::~ChromiumViews() = default;

views::EditorView* ChromiumViews::makeEditor(const views::EditorPlace& place, views::EditorWatcher& watcher,
                                             QWidget* parent)
{
    return new ChromiumEditorView(place, watcher, m_opener, parent);
}

views::PageView* ChromiumViews::makePage(views::OwnPage page, QObject& backend, QWidget* parent)
{
    return new ChromiumPageView(*m_pageProfile, page, backend, parent);
}

} // namespace kalpana::desktop::web
