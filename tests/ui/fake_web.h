#pragma once

#include "app/desktop/views/web_views.h"

#include <QLabel>
#include <QVBoxLayout>

namespace kalpana::test {

/// Plain widgets in place of web pages.
class FakeWeb final : public desktop::views::WebViews {
public:
    class Editor final : public desktop::views::EditorView {
    public:
        Editor(desktop::views::EditorWatcher& watcher, QWidget* parent) : EditorView(parent), m_watcher(watcher) {}
        void open(const QUrl& address) override
        {
            opened << address;
            m_watcher.editorShown();
        }
        void evaluate(const QString&, std::function<void(const QVariant&)> then) override { then({}); }
        QList<QUrl> opened;

    private:
        desktop::views::EditorWatcher& m_watcher;
    };
    class Page final : public desktop::views::PageView {
    public:
        using PageView::PageView;
        void evaluate(const QString&, std::function<void(const QVariant&)> then) override { then({}); }
    };

    desktop::views::EditorView* makeEditor(const desktop::views::EditorPlace&, desktop::views::EditorWatcher& watcher,
                                           QWidget* parent) override
    {
        return new Editor(watcher, parent);
    }
    desktop::views::PageView* makePage(desktop::views::OwnPage, QObject&, QWidget* parent) override
    {
        return new Page(parent);
    }
};

} // namespace kalpana::test
