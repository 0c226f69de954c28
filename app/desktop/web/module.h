#pragma once

#include "app/desktop/web/chromium_views.h"

#include <QObject>

namespace kalpana::desktop::web {

/// The module's entry: see views::WebViews.
class Module final : public QObject, public views::WebViews {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "kalpana.WebViews/1")
    Q_INTERFACES(kalpana::desktop::views::WebViews)
public:
    views::EditorView* makeEditor(const views::EditorPlace& place, views::EditorWatcher& watcher,
                                  QWidget* parent) override
    {
        return m_views.makeEditor(place, watcher, parent);
    }
    views::PageView* makePage(views::OwnPage page, QObject& backend, QWidget* parent) override
    {
        return m_views.makePage(page, backend, parent);
    }

private:
    ChromiumViews m_views;
};

} // namespace kalpana::desktop::web
