#include "app/desktop/web/page_scheme.h"

#include <QFile>
#include <QHash>
#include <QMultiMap>
#include <QWebEngineUrlRequestJob>
#include <QWebEngineUrlScheme>

namespace kalpana::desktop::web {

using views::OwnPage;

namespace {

QString hostOf(OwnPage page)
{
    switch (page) {
    case OwnPage::Chat:
        return QStringLiteral("chat");
    case OwnPage::Terminals:
        return QStringLiteral("terminal");
    }
    Q_UNREACHABLE();
}

bool isOwnPage(const QString& host)
{
    return host == hostOf(OwnPage::Chat) || host == hostOf(OwnPage::Terminals);
}

} // namespace

QUrl PageScheme::address(OwnPage page)
{
    return QUrl(QStringLiteral("kalpana-page://%1/index.html").arg(hostOf(page)));
}

void PageScheme::announce()
{
    QWebEngineUrlScheme scheme(name());
    scheme.setSyntax(QWebEngineUrlScheme::Syntax::Host);
    // Module scripts are fetched with CORS, hence CorsEnabled; secure, so that the page is a secure context.
    scheme.setFlags(QWebEngineUrlScheme::SecureScheme | QWebEngineUrlScheme::CorsEnabled);
    QWebEngineUrlScheme::registerScheme(scheme);
}

void PageScheme::requestStarted(QWebEngineUrlRequestJob* job)
{
    static const QHash<QString, QByteArray> types{{QStringLiteral("html"), "text/html"},
                                                  {QStringLiteral("css"), "text/css"},
                                                  {QStringLiteral("js"), "text/javascript"},
                                                  {QStringLiteral("mjs"), "text/javascript"}};
    const auto page = job->requestUrl().host();
    const auto path = job->requestUrl().path();
    const auto type = types.value(path.section(u'.', -1));
    const bool isShared = path.startsWith(QLatin1String("/page/"));
    if (job->requestMethod() != "GET" || !isOwnPage(page) || type.isEmpty() || path.count(u'/') != (isShared ? 2 : 1)) {
        job->fail(QWebEngineUrlRequestJob::RequestDenied);
        return;
    }
    auto* file = new QFile(path == QLatin1String("/qwebchannel.js") ? QStringLiteral(":/qtwebchannel/qwebchannel.js")
                           : isShared                               ? u':' + path
                                                                    : QStringLiteral(":/") + page + path,
                           job);
    if (!file->open(QFile::ReadOnly)) {
        job->fail(QWebEngineUrlRequestJob::UrlNotFound);
        return;
    }
    job->setAdditionalResponseHeaders({{"X-Content-Type-Options", "nosniff"}});
    job->reply(type, file);
}

} // namespace kalpana::desktop::web
