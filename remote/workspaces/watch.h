#pragma once

#include "core/base/error.h"
#include "remote/workspaces/line.h"
#include "remote/workspaces/observer.h"

#include <functional>

namespace kalpana::workspaces {

/// Follows a line that is up: completes with the reason when the host or the bridge is lost; until then asks the bridge
/// every 2 s how the host does and hands that to `report`, on the I/O thread.
[[nodiscard]] asio::awaitable<Result<Error>> watch(LiveLine line, std::function<void(const Metrics&)> report);

} // namespace kalpana::workspaces
