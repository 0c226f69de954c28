#pragma once

#include "app/desktop/views/web_views.h"
#include "app/desktop/web/outside_links.h"

#include <memory>

class QWebEngineProfile;

namespace kalpana::desktop::web {

/// The web views on Qt WebEngine. Made at most once in a process, on the GUI thread, after QApplication; lives until
/// the last view is gone.
class ChromiumViews final : public views::WebViews {
public:
    /// An empty opener is the system's own.
    explicit ChromiumViews(SystemOpener opener = {});
    ~ChromiumViews() override;

    views::EditorView* makeEditor(const views::EditorPlace& place, views::EditorWatcher& watcher,
                                  QWidget* parent) override;
    views::PageView* makePage(views::OwnPage page, QObject& backend, QWidget* parent) override;

private:
    SystemOpener m_opener;
    std::unique_ptr<QWebEngineProfile> m_pageProfile;
};

} // namespace kalpana::desktop::web
