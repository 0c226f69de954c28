#include "app/desktop/web/chat_scheme.h"

#include <QFile>
#include <QHash>
#include <QMultiMap>
#include <QWebEngineUrlRequestJob>
#include <QWebEngineUrlScheme>

namespace kalpana::desktop::web {

void ChatScheme::announce()
{
    QWebEngineUrlScheme scheme(name());
    scheme.setSyntax(QWebEngineUrlScheme::Syntax::Host);
    // Module scripts are fetched with CORS, hence CorsEnabled; secure, so that the page is a secure context.
    scheme.setFlags(QWebEngineUrlScheme::SecureScheme | QWebEngineUrlScheme::CorsEnabled);
    QWebEngineUrlScheme::registerScheme(scheme);
}

void ChatScheme::requestStarted(QWebEngineUrlRequestJob* job)
{
    static const QHash<QString, QByteArray> types{{QStringLiteral("html"), "text/html"},
                                                  {QStringLiteral("css"), "text/css"},
                                                  {QStringLiteral("js"), "text/javascript"}};
    const auto path = job->requestUrl().path();
    const auto type = types.value(path.section(u'.', -1));
    if (job->requestMethod() != "GET" || job->requestUrl().host() != QLatin1String("chat") || type.isEmpty() ||
        path.count(u'/') != 1) {
        job->fail(QWebEngineUrlRequestJob::RequestDenied);
        return;
    }
    const bool channel = path == QLatin1String("/qwebchannel.js");
    auto* file =
        new QFile(channel ? QStringLiteral(":/qtwebchannel/qwebchannel.js") : QStringLiteral(":/chat") + path, job);
    if (!file->open(QFile::ReadOnly)) {
        job->fail(QWebEngineUrlRequestJob::UrlNotFound);
        return;
    }
    job->setAdditionalResponseHeaders({{"X-Content-Type-Options", "nosniff"}});
    job->reply(type, file);
}

} // namespace kalpana::desktop::web
