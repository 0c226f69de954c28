#pragma once

#include "app/desktop/views/web_views.h"

#include <QUrl>
#include <QWebEngineUrlSchemeHandler>

namespace kalpana::desktop::web {

/// Serves pages of our own and nothing else: kalpana-page://<page>/<file> and, shared by all pages,
/// kalpana-page://<page>/page/<file>, from the resources. Each page has an origin of its own.
class PageScheme final : public QWebEngineUrlSchemeHandler {
    Q_OBJECT
public:
    using QWebEngineUrlSchemeHandler::QWebEngineUrlSchemeHandler;

    /// Makes the scheme known; once, before the first profile of the process.
    static void announce();
    [[nodiscard]] static QByteArray name() { return QByteArrayLiteral("kalpana-page"); }
    [[nodiscard]] static QUrl address(views::OwnPage page);

    void requestStarted(QWebEngineUrlRequestJob* job) override;
};

} // namespace kalpana::desktop::web
