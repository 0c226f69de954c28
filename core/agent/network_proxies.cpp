#include "core/agent/network_proxies.h"

#include "core/agent/model_endpoint.h"

#include <QUrl>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

QList<QNetworkProxy> NetworkProxies::queryProxy(const QNetworkProxyQuery& query)
{
    if (isThisComputer(query.peerHostName()))
        return {QNetworkProxy(QNetworkProxy::NoProxy)};
    if (m_route.proxy.isEmpty())
        return systemProxyForQuery(query);
    if (m_route.proxy == "none"_L1)
        return {QNetworkProxy(QNetworkProxy::NoProxy)};
    const QUrl address(m_route.proxy);
    const auto type = address.scheme() == "socks5"_L1 ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy;
    const auto password = m_route.password ? m_route.password->reveal() : std::string_view();
    return {QNetworkProxy(type, address.host(), static_cast<quint16>(address.port()), address.userName(),
                          QString::fromUtf8(password.data(), static_cast<qsizetype>(password.size())))};
}

} // namespace kalpana::agent
