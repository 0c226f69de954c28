#pragma once

#include "core/agent/network_route.h"
#include "core/agent/web_pages.h"
#include "core/fetch/host_addresses.h"

#include <chrono>
#include <optional>

namespace kalpana::fetch {

struct FetchLimits {
    qint64 bytes = qint64{5} * 1024 * 1024;                    ///< Of a page.
    std::chrono::milliseconds time = std::chrono::seconds(30); ///< For all of it, redirects too.
};

/// The web over this computer's own network. A host's name is looked up, its addresses are judged, and the connection
/// goes to one of those judged: what the name leads to later does not matter. Behind a proxy, which looks the name up
/// itself, only what this computer knows of the name is judged. Redirects are followed on the same host. For one thread
/// at a time.
class HttpPages final : public agent::WebPages {
public:
    /// `lookup` as addressesOf().
    explicit HttpPages(agent::NetworkRoute network, FetchLimits limits = {}, Lookup lookup = addressesOf)
        : m_network(std::move(network)), m_limits(limits), m_lookup(std::move(lookup))
    {
    }
    [[nodiscard]] Result<agent::WebPage> fetch(const agent::WebRequest& request, const std::stop_token& stop) override;

private:
    agent::NetworkRoute m_network;
    FetchLimits m_limits;
    Lookup m_lookup;
    struct Last {
        QUrl asked;
        agent::WebPage page;
    };
    std::optional<Last> m_last;
};

} // namespace kalpana::fetch
