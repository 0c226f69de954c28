#pragma once

#include "app/desktop/views/web_views.h"
#include "app/desktop/web/outside_links.h"

#include <memory>

class QWebEngineProfile;
class QWebEngineView;

namespace kalpana::desktop::web {

class WorkspaceWebPage;

/// code-server in a web view with a profile of its workspace's own.
class ChromiumEditorView final : public views::EditorView {
public:
    ChromiumEditorView(const views::EditorPlace& place, views::EditorWatcher& watcher, SystemOpener opener,
                       QWidget* parent);
    ~ChromiumEditorView() override;

    void open(const QUrl& enterAddress) override;
    void evaluate(const QString& script, std::function<void(const QVariant&)> then) override;

protected:
    void changeEvent(QEvent* event) override;

private:
    void listen();
    void followPalette();

    views::EditorWatcher& m_watcher;
    std::unique_ptr<QWebEngineProfile> m_profile; ///< Outlives its pages.
    QWebEngineView* m_view;
    WorkspaceWebPage* m_page;
};

} // namespace kalpana::desktop::web
