#pragma once

#include "core/base/error.h"
#include "remote/bridge/client/client.h"
#include "remote/host/host.h"
#include "remote/provision/code_server_source.h"
#include "remote/provision/host_facts.h"
#include "remote/provision/progress.h"

#include <memory>
#include <stop_token>

namespace kalpana::io {
class IoThread;
}

namespace kalpana::provision {

struct WorkspaceSpec {
    std::string id;
    std::string rootFolder;       ///< May begin with ~; relative ones are below the home folder.
    std::string dataFolder = {};  ///< Where Kalpana keeps things on the host; empty: its default there.
    bool startsCodeServer = true; ///< A bridge that has to be started brings code-server up too.
    std::string proxyUri = {};    ///< For code-server's own Ports panel: how a port of the workspace is reached.
    CodeServerSource source = FromRelease{};
    QString downloadFolder = {}; ///< On this computer, for hosts that can't reach the source themselves.
};

/// A bridge that answers, and where it is.
struct ReachedBridge {
    bridge::client::ClientPointer client;
    HostFacts facts;
    std::string bridgePath; ///< On the host.
    bool fresh = false;     ///< The bridge did not run; it was started just now.
    std::string ideSocket;
};

/// A workspace whose code-server answers on `ideSocket` of the host.
struct RunningWorkspace {
    bridge::client::ClientPointer client;
    std::string rootFolder;
    std::string dataFolder;
    std::string ideSocket;
};

/// Looks at the host, sends the bridge if it is missing, starts it if it does not run, and connects to it. Every step
/// can be repeated; what is done is skipped. Flow thread. A workspace that will not run code-server (`exec`, `logs`)
/// needs only this.
[[nodiscard]] Result<ReachedBridge> reachBridge(io::IoThread& io, const std::shared_ptr<host::Host>& host,
                                                const WorkspaceSpec& spec, const Progress& progress,
                                                std::stop_token stop);

/// All of it: the bridge, code-server, the folder, start, health. A running workspace is reconnected to and nothing is
/// installed.
[[nodiscard]] Result<RunningWorkspace> bringUp(io::IoThread& io, const std::shared_ptr<host::Host>& host,
                                               const WorkspaceSpec& spec, const Progress& progress,
                                               std::stop_token stop);

} // namespace kalpana::provision
