#pragma once

#include <QString>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kalpana::provision {

/// What the first look at a host found. Parsed from the probe's output, which is as trustworthy as the host.
struct HostFacts {
    std::string kernel;      ///< uname -s
    std::string machine;     ///< uname -m
    std::string libc;        ///< "glibc", "musl" or empty when unknown.
    std::string libcVersion; ///< "2.36"
    std::string home;
    std::string dataFolder; ///< Absolute: where Kalpana keeps its programs and state.
    std::string rootFolder; ///< Absolute: the workspace's folder.
    std::string dataError;  ///< Why the data folder can't be written, in the host's words; empty when it can.
    bool noexec = false;    ///< Programs in the data folder may not be started.
    std::int64_t freeBytes = -1;
    std::vector<std::string> tools;
    bool bridgeInstalled = false;
    std::vector<std::string> codeServerVersions;
    std::string serveOutput; ///< What `kalpana-bridge serve` printed, when the probe could start it at once: a JSON
                             ///< line, or an error.

    [[nodiscard]] bool hasTool(std::string_view tool) const;
};

[[nodiscard]] HostFacts parseHostFacts(std::string_view probeOutput);

/// The bridge that this desktop would use on hosts of one architecture.
struct BridgeCandidate {
    std::string machine; ///< uname -m
    std::string version; ///< Its folder's name: version and hash.
    std::int64_t size = 0;
};

/// What the probe is asked to look for, and what it may start at once.
struct ProbeRequest {
    std::string workspaceId;
    std::string rootFolder; ///< May begin with ~ and may be relative to the home folder.
    std::string dataFolder; ///< Empty: $XDG_DATA_HOME/kalpana, ~/.local/share/kalpana.
    std::vector<BridgeCandidate> bridges;
    std::string codeServerVersion; ///< Started with the bridge if it is there.
    std::string proxyUri;
};

/// The script that finds it out; if bridge of this version is there, it starts it too, which saves a round trip.
[[nodiscard]] std::string probeScript(const ProbeRequest& request);
/// Receives the bridge's bytes on standard input, checks and installs them, then starts the bridge. Prints `error=` and
/// `detail=` on failure.
[[nodiscard]] std::string installScript(const ProbeRequest& request, std::string_view sha256);

} // namespace kalpana::provision
