#pragma once

#include <QUrl>
#include <QWebEngineUrlSchemeHandler>

namespace kalpana::desktop::web {

/// Serves the chat's page and nothing else: kalpana-chat://chat/<file>, from the resources, with a
/// Content-Security-Policy.
class ChatScheme final : public QWebEngineUrlSchemeHandler {
    Q_OBJECT
public:
    using QWebEngineUrlSchemeHandler::QWebEngineUrlSchemeHandler;

    /// Makes the scheme known; once, before the first profile of the process.
    static void announce();
    [[nodiscard]] static QByteArray name() { return QByteArrayLiteral("kalpana-chat"); }
    [[nodiscard]] static QUrl page() { return QUrl(QStringLiteral("kalpana-chat://chat/index.html")); }

    void requestStarted(QWebEngineUrlRequestJob* job) override;
};

} // namespace kalpana::desktop::web
