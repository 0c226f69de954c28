#pragma once

#include "app/desktop/views/web_views.h"

class QStackedLayout;
class QWebChannel;
class QWebEngineProfile;
class QWebEngineView;

namespace kalpana::desktop::web {

/// A page of our own: from the resources, in a profile that keeps nothing, with no way to the network; it reaches the
/// backend object through a web channel. One whose renderer has died is loaded again, and a page that dies again and
/// again waits for the user.
class ChromiumPageView final : public views::PageView {
public:
    /// The profile serves the pages' scheme and outlives this.
    ChromiumPageView(QWebEngineProfile& profile, views::OwnPage page, QObject& backend, QWidget* parent);

    void evaluate(const QString& script, std::function<void(const QVariant&)> then) override;

protected:
    void changeEvent(QEvent* event) override;

private:
    void crashed();

    QWebEngineView* m_view;
    QStackedLayout* m_stack;
    QWidget* m_sorry;  ///< In the page's place while it waits.
    int m_crashes = 0; ///< Within the last minute.
};

} // namespace kalpana::desktop::web
