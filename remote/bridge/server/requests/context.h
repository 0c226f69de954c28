#pragma once

#include "remote/bridge/server/async/gate.h"
#include "remote/bridge/server/async/workers.h"
#include "remote/bridge/server/command/children.h"
#include "remote/bridge/server/files/root.h"
#include "remote/bridge/server/os/machine.h"
#include "remote/bridge/server/session/handlers.h"

#include <chrono>
#include <functional>
#include <string>

namespace kalpana::bridge::server {

class Checkpoints;
class CodeServer;
class Editors;
class Installations;
class KeptCommands;
class LanguageServers;
class Questions;
class Terminals;
class Trash;
class UnfinishedClones;
class Uploads;

/// What the requests of a workspace work on. Outlives every session.
struct Context {
    std::string id;
    const Root& root;
    Workers& workers;
    Children& children;
    KeptCommands& commands;
    Installations& installations;
    Uploads& uploads;
    CodeServer& codeServer;
    Terminals& terminals;
    Checkpoints& checkpoints;
    const UnfinishedClones& clones;
    LanguageServers& languages;
    Editors& editors;
    Questions& questions;
    Machine& machine;
    Gate& reads; ///< so that many reads at once need the memory of a few
    Trash& trash;
    Gate& trashing; ///< one at a time
    std::chrono::steady_clock::time_point startedAt;
    std::function<void()> shutDown; ///< ends the bridge after the answer has been sent
};

using Answer = asio::awaitable<Outcome<Json>>;

/// Each adds the requests of its kind.
void addCheckpointRequests(Handlers& handlers, Context& context);
void addCodeServerRequests(Handlers& handlers, Context& context);
void addCommandRequests(Handlers& handlers, Context& context);
void addCredentialRequests(Handlers& handlers, Context& context);
void addEditorRequests(Handlers& handlers, Context& context);
void addEntryRequests(Handlers& handlers, Context& context);
void addFileRequests(Handlers& handlers, Context& context);
void addGitRequests(Handlers& handlers, Context& context);
void addLanguageRequests(Handlers& handlers, Context& context);
void addProcessRequests(Handlers& handlers, Context& context);
void addSearchRequests(Handlers& handlers, Context& context);
void addStatusRequest(Handlers& handlers, Context& context);
void addTerminalRequests(Handlers& handlers, Context& context);
void addWatchRequest(Handlers& handlers, Context& context);
void addWorkspaceRequests(Handlers& handlers, Context& context);

} // namespace kalpana::bridge::server
