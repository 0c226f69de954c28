#pragma once

#include "remote/io/io_thread.h"
#include "remote/workspaces/line.h"

namespace kalpana::workspaces {

/// Makes a call of the bridge's client from a flow thread and waits for its result; while the line is down, its reason.
template <typename Call>
[[nodiscard]] auto overLine(io::IoThread& io, const Line& line, const std::stop_token& stop, Call call)
    -> decltype(io.run(call(bridge::client::ClientPointer()), stop))
{
    const auto live = line.get();
    if (!live)
        return std::unexpected(live.error());
    return io.run(call(live->client), stop);
}

} // namespace kalpana::workspaces
