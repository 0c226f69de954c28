#include "core/secrets/keys.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>

namespace kalpana::secrets {

using namespace Qt::StringLiterals;

namespace {

QString encoded(const QString& name)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(name, "@:+"));
}

} // namespace

QString hostPasswordKey(const QString& host)
{
    return u"host/%1/password"_s.arg(encoded(host));
}

QString gitLoginKey(const QString& protocol, const QString& host)
{
    return u"git/%1/%2/login"_s.arg(encoded(protocol), encoded(host));
}

QString providerKey(const QString& provider)
{
    return u"provider/%1/api-key"_s.arg(encoded(provider));
}

QString proxyPasswordKey(const QUrl& proxy)
{
    return u"proxy/%1/password"_s.arg(encoded(u"%1@%2:%3"_s.arg(proxy.userName(), proxy.host()).arg(proxy.port())));
}

Result<void> checkKey(const QString& key)
{
    static const QRegularExpression form(u"\\A[A-Za-z0-9._@:%+~-]+(/[A-Za-z0-9._@:%+~-]+)+\\z"_s);
    if (key.size() <= 200 && form.match(key).hasMatch())
        return {};
    return failure(
        ErrorCode::Usage,
        QCoreApplication::translate(
            "Secrets", "\"%1\" is not a key. Give one such as host/NAME/password or provider/openrouter/api-key.")
            .arg(key));
}

} // namespace kalpana::secrets
