#pragma once

#include <QUrl>
#include <QWidget>
#include <QtPlugin>

#include <functional>

namespace kalpana::desktop::views {

/// Where a workspace's page is kept and what belongs to it.
struct EditorPlace {
    QString id;            ///< The workspace's; names its profile and its origins.
    QString profileFolder; ///< Local storage and cache of this workspace alone.
};

/// Hears how the editor's page is doing. GUI thread.
class EditorWatcher {
public:
    EditorWatcher() = default;
    EditorWatcher(const EditorWatcher&) = delete;
    EditorWatcher& operator=(const EditorWatcher&) = delete;
    virtual ~EditorWatcher() = default;
    /// The page has loaded and painted.
    virtual void editorShown() = 0;
    /// The page could not be loaded, or its renderer died: a new address is needed.
    virtual void editorFailed(const QString& sentence) = 0;
};

/// code-server's page. Stays as it is until the next open(); the line may come and go below it.
class EditorView : public QWidget {
public:
    using QWidget::QWidget;
    virtual void open(const QUrl& enterAddress) = 0;
    /// Runs a script in the page; for tests.
    virtual void evaluate(const QString& script, std::function<void(const QVariant&)> then) = 0;
};

/// The pages that Kalpana brings along.
enum class OwnPage { Chat, Terminals };

/// A page of our own over a backend object, whose invokable functions and signals are all that it can reach.
class PageView : public QWidget {
public:
    using QWidget::QWidget;
    virtual void evaluate(const QString& script, std::function<void(const QVariant&)> then) = 0;
};

/// All that needs Qt WebEngine. It lives in a module of its own, loaded when the first workspace opens, so that home is
/// drawn without waiting for Chromium. The global shared OpenGL context must be made before.
class WebViews {
public:
    WebViews() = default;
    WebViews(const WebViews&) = delete;
    WebViews& operator=(const WebViews&) = delete;
    virtual ~WebViews() = default;
    /// The watcher outlives the view.
    [[nodiscard]] virtual EditorView* makeEditor(const EditorPlace& place, EditorWatcher& watcher, QWidget* parent) = 0;
    [[nodiscard]] virtual PageView* makePage(OwnPage page, QObject& backend, QWidget* parent) = 0;
};

} // namespace kalpana::desktop::views

Q_DECLARE_INTERFACE(kalpana::desktop::views::WebViews, "kalpana.WebViews/1")
