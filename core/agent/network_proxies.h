#pragma once

#include "core/agent/network_route.h"

#include <QNetworkProxyFactory>

namespace kalpana::agent {

/// The proxy of the settings, or the system's; none for this computer.
class NetworkProxies final : public QNetworkProxyFactory {
public:
    explicit NetworkProxies(NetworkRoute route) : m_route(std::move(route)) {}
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override;

private:
    NetworkRoute m_route;
};

} // namespace kalpana::agent
