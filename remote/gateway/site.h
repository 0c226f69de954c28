#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kalpana::gateway {

/// One of a workspace's host names: its editor (port 0) or one of its ports.
struct Site {
    std::string workspace;
    std::uint16_t port = 0;

    bool operator==(const Site&) const = default;
};

/// "name.localhost:21000", or "3000--name.localhost:21000": what a browser sends as Host.
[[nodiscard]] std::string authorityOf(const Site& site, std::uint16_t listenerPort);

/// Reads a Host header that came to the listener of `workspace`. Anything but one of this workspace's names with the
/// listener's own port is refused: that is what defeats DNS rebinding.
[[nodiscard]] std::optional<Site> siteOf(std::string_view authority, std::string_view workspace,
                                         std::uint16_t listenerPort);

/// Whether an id can be a host name's first label: [a-z0-9-], 1 to 40 letters, no hyphen at its ends.
[[nodiscard]] bool isUsableId(std::string_view id);

} // namespace kalpana::gateway
