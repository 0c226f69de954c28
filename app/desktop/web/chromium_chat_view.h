#pragma once

#include "app/desktop/views/web_views.h"

class QWebChannel;
class QWebEngineProfile;
class QWebEngineView;

namespace kalpana::desktop::web {

/// The chat's page: from the resources, in a profile that keeps nothing, with no way to the network; it reaches the
/// backend object through a web channel.
class ChromiumChatView final : public views::ChatView {
public:
    /// The profile serves the chat's scheme and outlives this.
    ChromiumChatView(QWebEngineProfile& profile, QObject& backend, QWidget* parent);

    void evaluate(const QString& script, std::function<void(const QVariant&)> then) override;

protected:
    void changeEvent(QEvent* event) override;

private:
    QWebEngineView* m_view;
};

} // namespace kalpana::desktop::web
