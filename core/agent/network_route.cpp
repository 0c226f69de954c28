#include "core/agent/network_route.h"

#include <QCoreApplication>
#include <QFile>
#include <QSslCertificate>
#include <QUrl>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestCaFile = qint64{4} * 1024 * 1024;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Model)
};

Result<QString> checkedProxy(const QString& text)
{
    const auto proxy = text.trimmed();
    if (proxy.isEmpty() || proxy == "none"_L1)
        return proxy;
    const QUrl address(proxy, QUrl::StrictMode);
    const bool known = address.scheme() == "http"_L1 || address.scheme() == "socks5"_L1;
    if (!address.password().isEmpty())
        return failure(ErrorCode::Config,
                       Text::tr("The proxy in network.proxy has a password in it, which would lie in a file. Leave it "
                                "out: it has a field of its own, which goes into the keychain."));
    if (!address.isValid() || !known || address.host().isEmpty() || address.port() <= 0 ||
        !(address.path().isEmpty() || address.path() == "/"_L1))
        return failure(ErrorCode::Config,
                       Text::tr("“%1” is no proxy. Set network.proxy to http://host:port, socks5://host:port or none, "
                                "or leave it empty for the system's.")
                           .arg(proxy));
    return proxy;
}

Result<QByteArray> readAuthorities(const QString& name)
{
    if (name.trimmed().isEmpty())
        return QByteArray();
    QFile file(name.trimmed());
    if (!file.open(QFile::ReadOnly))
        return failure(ErrorCode::Config, Text::tr("The certificates in %1 (network.caFile) can't be read: %2.")
                                              .arg(file.fileName(), file.errorString()));
    auto pem = file.read(largestCaFile);
    if (QSslCertificate::fromData(pem, QSsl::Pem).isEmpty())
        return failure(ErrorCode::Config, Text::tr("%1 (network.caFile) holds no certificate in PEM form. Choose the "
                                                   "file that your organisation gives out.")
                                              .arg(file.fileName()));
    return pem;
}

} // namespace

Result<NetworkRoute> networkRoute(const QString& proxy, const QString& caFile)
{
    const auto checked = checkedProxy(proxy);
    if (!checked)
        return std::unexpected(checked.error());
    auto authorities = readAuthorities(caFile);
    if (!authorities)
        return std::unexpected(authorities.error());
    return NetworkRoute{.proxy = *checked, .authorities = *std::move(authorities)};
}

} // namespace kalpana::agent
