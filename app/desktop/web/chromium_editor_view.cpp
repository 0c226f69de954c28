#include "app/desktop/web/chromium_editor_view.h"

#include "app/desktop/web/colour_scheme.h"
#include "app/desktop/web/edit_menu.h"
#include "app/desktop/web/workspace_profile.h"
#include "app/desktop/web/workspace_web_page.h"

#include <QCoreApplication>
#include <QEvent>
#include <QVBoxLayout>
#include <QWebEngineProfile>
#include <QWebEngineView>

namespace kalpana::desktop::web {

namespace {
struct Text {
    Q_DECLARE_TR_FUNCTIONS(Editor)
};
} // namespace

ChromiumEditorView::ChromiumEditorView(const views::EditorPlace& place, views::EditorWatcher& watcher,
                                       SystemOpener opener, QWidget* parent)
    : EditorView(parent), m_watcher(watcher), m_profile(makeProfile(place.id, place.profileFolder)),
      m_view(new QWebEngineView(this)),
      m_page(new WorkspaceWebPage(m_profile.get(), place.id, std::move(opener), m_view))
{
    followPalette();
    m_view->setPage(m_page);
    useEditMenu(*m_view);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_view);
    setFocusProxy(m_view);
    listen();
}

ChromiumEditorView::~ChromiumEditorView()
{
    delete m_view; // with its page, before the profile
}

void ChromiumEditorView::open(const QUrl& enterAddress)
{
    m_page->open(enterAddress);
}

void ChromiumEditorView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        followPalette();
    EditorView::changeEvent(event);
}

void ChromiumEditorView::followPalette()
{
    const auto background = palette().color(QPalette::Window);
    m_page->setBackgroundColor(background);
    setColourScheme(*m_page, background.lightness() < 128);
}

void ChromiumEditorView::evaluate(const QString& script, std::function<void(const QVariant&)> then)
{
    m_page->runJavaScript(script, then);
}

void ChromiumEditorView::listen()
{
    QObject::connect(m_page, &QWebEnginePage::loadFinished, this, [this](bool ok) {
        if (ok)
            m_watcher.editorShown();
        else
            m_watcher.editorFailed(
                Text::tr("The editor's page did not load. Load it again; if that does not help, see the log."));
    });
    QObject::connect(m_page, &QWebEnginePage::renderProcessTerminated, this,
                     [this](QWebEnginePage::RenderProcessTerminationStatus status, int) {
                         if (status != QWebEnginePage::NormalTerminationStatus)
                             m_watcher.editorFailed(
                                 Text::tr("The editor's page has crashed. Load it again: what was not saved is kept by "
                                          "the editor itself."));
                     });
}

} // namespace kalpana::desktop::web
