#pragma once

#include "remote/bridge/server/session/handlers.h"
#include "remote/bridge/server/terminal/scrollback.h"
#include "remote/bridge/server/terminal/terminal.h"

namespace kalpana::bridge::server {

/// How a client wants to be shown a terminal.
struct AttachSpec {
    std::optional<std::uint64_t> from = {};       ///< what it has seen already ends here; none: it has seen nothing
    std::uint64_t window = 256U << 10U;           ///< how much may be on its way
    std::uint64_t lines = Scrollback::kMostLines; ///< of the scrollback, in a snapshot
    bool answers = true;                          ///< see Viewer
};

/// Shows a client a terminal until the program ends, the client cancels or is lost. First an event terminal.attached,
/// then output as binary frames whose offset is that in the terminal's output. A client that has seen nothing, that
/// asks for what is not kept any more or that falls behind so far is given a snapshot (frames of kind 6) between event
/// and output, and told what it has lost. An event terminal.resized stands where the size changed, whoever changed it.
[[nodiscard]] asio::awaitable<Outcome<Json>> attach(std::shared_ptr<Terminal> terminal, AttachSpec spec, Call call);

} // namespace kalpana::bridge::server
