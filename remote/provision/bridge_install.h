#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "remote/host/host.h"
#include "remote/provision/bridge_program.h"
#include "remote/provision/host_facts.h"

#include <functional>
#include <string>

namespace kalpana::provision {

namespace asio = boost::asio;

/// How to reach a bridge that serves. The token is known to the bridge's memory and to this value only.
struct BridgeAddress {
    std::string socket;    ///< Absolute path on the host.
    std::string ideSocket; ///< Where code-server listens, once it runs.
    Secret token;
    bool fresh = false; ///< It was started just now.
};

/// Reads the line that `kalpana-bridge serve` prints.
[[nodiscard]] Result<BridgeAddress> parseServeOutput(const QString& host, std::string_view line);

/// Looks at the host with one command, and starts the bridge in the same one if it is there.
[[nodiscard]] asio::awaitable<Result<HostFacts>> probe(host::Host& host, ProbeRequest request);

/// Streams the bridge to the host: beside its place, checked by size, hash and a first run, then renamed, so that an
/// interrupted or a second concurrent installation leaves a whole file. Then starts it; the result is what `serve`
/// printed.
[[nodiscard]] asio::awaitable<Result<std::string>>
installBridge(host::Host& host, ProbeRequest request, BridgeProgram program, std::function<void(qint64)> sent);

} // namespace kalpana::provision
