#pragma once

#include "remote/bridge/server/session/handlers.h"
#include "remote/bridge/server/terminal/terminal.h"

namespace kalpana::bridge::server {

struct AttachSpec {
    std::optional<std::uint64_t> from = {}; ///< what the client has seen already ends here; none: nothing
    std::uint64_t window = 256U << 10U;     ///< how much may be on its way
};

/// Shows a client a terminal until the program ends, the client cancels or is lost. First an event terminal.attached,
/// then output as binary frames whose offset is that in the terminal's output. Where the client asks for what is not
/// kept any more, or falls behind so far, the event says how much is lost.
[[nodiscard]] asio::awaitable<Outcome<Json>> attach(std::shared_ptr<Terminal> terminal, AttachSpec spec, Call call);

} // namespace kalpana::bridge::server
