#pragma once

#include "remote/bridge/server/code_server/settings.h"
#include "remote/bridge/server/command/spawn.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace kalpana::bridge::server {

/// Where the code-server of a workspace has its things.
struct CodeServerPlaces {
    std::string id;
    std::string root;
    std::string data;
    std::string runtime;

    [[nodiscard]] std::string workspace() const { return data + "/workspaces/" + id; }
    [[nodiscard]] std::string log() const { return workspace() + "/log/code-server.log"; }
    [[nodiscard]] std::string state() const { return workspace() + "/state/code-server"; }
    [[nodiscard]] std::string extensions() const { return data + "/extensions"; } ///< of all workspaces
    [[nodiscard]] SettingsPlaces settings() const
    {
        return {state() + "/User/settings.json", workspace() + "/state/code-server-settings.json"};
    }
    [[nodiscard]] std::string socket() const { return runtime + "/ide.sock"; }
    /// Where it listens until it answers: it takes requests before it knows its pages, and says 404 to them.
    [[nodiscard]] std::string newSocket() const { return runtime + "/new-ide.sock"; }
    /// Where our extension in the editor joins the bridge.
    [[nodiscard]] std::string editorSocket() const { return runtime + "/editor.sock"; }
    /// Its built-in extensions, ours among them.
    [[nodiscard]] std::string builtinExtensions() const { return workspace() + "/state/builtin-extensions"; }
    [[nodiscard]] std::string pidFile() const { return runtime + "/code-server.json"; }
};

/// What is run, and the proxy address for its Ports panel (may be empty).
struct Launch {
    std::string version = {};
    std::string proxyUri = {};
};

struct PreparedLaunch {
    UniqueFd log;
    std::optional<Failure> settings = {}; ///< why ours could not be merged in: code-server starts without them
};
/// Makes the folders, the settings and the log that code-server needs.
[[nodiscard]] Outcome<PreparedLaunch> prepareLaunch(const CodeServerPlaces& places);

/// `builtin`: the folder of its built-in extensions; empty: its own.
[[nodiscard]] SpawnSpec codeServerCommand(const CodeServerPlaces& places, const std::string& installedIn,
                                          const Launch& launch, int log, int folder, const std::string& builtin = {});

/// A code-server that was started, by us or by the bridge before us: pid and start time name it for ever.
struct LaunchRecord {
    pid_t pid = 0;
    unsigned long long startTime = 0;
    Launch launch = {};
};
[[nodiscard]] Outcome<void> saveRecord(const CodeServerPlaces& places, const LaunchRecord& record);
/// The one that still runs.
[[nodiscard]] std::optional<LaunchRecord> aliveRecord(const std::string& pidFile);

/// Ends a code-server that has lost its bridge. Blocks.
void endLeftover(const std::string& pidFile);

/// Adds a line to its log that is not its own: what its bridge has to say of it.
void addToLog(const CodeServerPlaces& places, std::string_view sentence);

/// The last lines of a log.
[[nodiscard]] std::string logTail(const std::string& path, std::uint64_t lines);
/// The first lines of a log behind `from`: what a program said that ended at once.
[[nodiscard]] std::string logHead(const std::string& path, std::uint64_t from, std::uint64_t lines);

} // namespace kalpana::bridge::server
