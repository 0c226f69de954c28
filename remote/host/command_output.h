#pragma once

#include "core/base/error.h"
#include "remote/host/host.h"

#include <string>

namespace kalpana::host {

/// What a command that has ended printed.
struct CommandOutput {
    ExitStatus status;
    std::string out;
    std::string err;
};

/// Runs a command line to its end on the I/O thread, `input` on its standard input. Output over `limit` bytes is an
/// error: a host that talks without end is broken or hostile.
[[nodiscard]] asio::awaitable<Result<CommandOutput>> run(Host& host, std::string commandLine, std::string input,
                                                         std::size_t limit = 4U << 20U);

} // namespace kalpana::host
