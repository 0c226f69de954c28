#pragma once

#include "remote/bridge/client/client.h"

#include <istream>
#include <vector>

/// code-server on the host: what is installed, how it gets there, starting and stopping it.
namespace kalpana::bridge::client {

/// Which release, and what its archive must hash to (SHA-256 in hex).
struct Release {
    std::string version;
    std::string sha256;
};

struct InstallProgress {
    enum class Phase { Fetch, Check, Unpack };
    Phase phase = Phase::Fetch;
    std::uint64_t done = 0;
    std::uint64_t total = 0; ///< Bytes; 0 = unknown.
};
using ProgressSink = std::function<void(const InstallProgress&)>;

struct RunningCodeServer {
    std::string socket; ///< Absolute, on the host.
    std::string version;
    std::int64_t pid = 0;
    std::string settingsProblem = {}; ///< Why our settings are not among the user's: a sentence, empty where they are.
};

struct MergedSettings {
    std::vector<std::string> set;
    std::vector<std::string> kept; ///< What the user has set otherwise, or removed.
};

struct InstalledExtensions {
    struct Failure {
        QString extension;
        QString message; ///< In the bridge's words, with the extension's name.
    };
    std::vector<std::string> installed;
    std::vector<std::string> wasThere;
    std::vector<Failure> failed;
};

struct StartSpec {
    std::string version;
    std::string proxyUri = {}; ///< For VSCODE_PROXY_URI, such as http://{{port}}--name.localhost:21000/
};

[[nodiscard]] asio::awaitable<Result<std::vector<std::string>>> installedCodeServers(ClientPointer client);

/// Lets the host itself fetch the release. Errors: Download (the host can't reach it: upload instead),
/// ChecksumMismatch, NoSpace.
[[nodiscard]] asio::awaitable<Result<void>> installCodeServer(ClientPointer client, Release release, std::string url,
                                                              ProgressSink onProgress);

/// Sends the release's archive, `size` bytes of `source`, in parts of 256 KiB with at most 8 MiB unconfirmed. `source`
/// is read on the I/O thread: a local file. An upload that was cut short is continued where the bridge's offset says.
/// Errors: ChecksumMismatch, NoSpace, Storage (the source ended early or can't be read).
[[nodiscard]] asio::awaitable<Result<void>> uploadCodeServer(ClientPointer client, Release release,
                                                             std::shared_ptr<std::istream> source, std::uint64_t size,
                                                             ProgressSink onProgress);

/// Starts it, or finds it running; returns once it answers.
[[nodiscard]] asio::awaitable<Result<RunningCodeServer>> startCodeServer(ClientPointer client, StartSpec spec);
/// Merges settings (an object by dotted names) into code-server's own. What the user has set, changed or removed stays
/// so; comments and layout of their file stay too. Errors: Remote (the file is damaged; it is left alone).
[[nodiscard]] asio::awaitable<Result<MergedSettings>> mergeCodeServerSettings(ClientPointer client, Json settings);
/// Has a version that is installed there install extensions: by "publisher.name" (with "@version"), or by the path of a
/// .vsix on the host, below the workspace's folder where it is relative. One that fails stops no other. `onProgress`
/// hears how many are done. Errors: NotFound (no such version).
[[nodiscard]] asio::awaitable<Result<InstalledExtensions>>
installExtensions(ClientPointer client, std::string version, std::vector<std::string> extensions,
                  std::function<void(std::uint64_t done, std::uint64_t total)> onProgress = {});
[[nodiscard]] asio::awaitable<Result<void>> stopCodeServer(ClientPointer client);
[[nodiscard]] asio::awaitable<Result<std::string>> codeServerLog(ClientPointer client, std::uint32_t lines);

} // namespace kalpana::bridge::client
