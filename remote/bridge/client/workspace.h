#pragma once

#include "remote/bridge/client/client.h"

namespace kalpana::bridge::client {

struct CodeServerStatus {
    enum class State { Absent, Stopped, Starting, Running, Failed };
    State state = State::Absent;
    std::string version;
    std::int64_t pid = 0;
    std::uint32_t restarts = 0;
    std::string lastEnd; ///< Why it was started again the last time, in the bridge's words.
    std::string socket;
    std::string error; ///< Why it failed, in the bridge's words.
};

struct Load {
    double cpuPercent = 0;
    std::int64_t memoryUsed = 0; ///< Bytes.
    std::int64_t memoryTotal = 0;
    double load1 = 0;
};

struct WorkspaceStatus {
    std::string version; ///< The bridge's.
    std::int64_t pid = 0;
    std::chrono::milliseconds uptime{0};
    std::string root;
    CodeServerStatus codeServer;
    Load load;
};

struct PreparedWorkspace {
    std::string root;
    bool created = false;
};

[[nodiscard]] asio::awaitable<Result<WorkspaceStatus>> status(ClientPointer client);
/// Makes the workspace's folder if it is missing. Errors: NoPermission, NoSpace.
[[nodiscard]] asio::awaitable<Result<PreparedWorkspace>> prepareWorkspace(ClientPointer client);
/// Stops code-server and the bridge; the connection ends after the reply.
[[nodiscard]] asio::awaitable<Result<void>> shutdown(ClientPointer client);

} // namespace kalpana::bridge::client
