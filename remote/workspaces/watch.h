#pragma once

#include "core/base/error.h"
#include "remote/workspaces/line.h"
#include "remote/workspaces/observer.h"

#include <functional>

namespace kalpana::workspaces {

/// Follows a line that is up: completes with the reason when the host or the bridge is lost; until then asks the bridge
/// every 2 s how the host does and hands that to `report`, and to `say` a sentence when code-server was started again
/// there. Has code-server install the extensions meanwhile, and says what came of it. Both on the I/O thread.
[[nodiscard]] asio::awaitable<Result<Error>> watch(LiveLine line, std::vector<std::string> extensions,
                                                   std::function<void(const Metrics&)> report,
                                                   std::function<void(const QString&)> say);

} // namespace kalpana::workspaces
