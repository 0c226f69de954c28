#pragma once

#include <cstdint>

namespace kalpana::gateway {

/// Whether browsers refuse to load pages from a port, because another protocol lives there.
/// Source: Fetch standard, "port blocking" (the same list as Chromium's net/base/port_util.cc).
[[nodiscard]] bool browsersRefuse(std::uint16_t port);

/// A port to try for a new workspace: random, below the range from which systems take ports for outgoing connections
/// (so that none of those sits on a stored port later), and one that browsers accept.
[[nodiscard]] std::uint16_t proposePort();

} // namespace kalpana::gateway
