#include "remote/bridge/server/serve.h"

#include "remote/bridge/protocol/version.h"
#include "remote/bridge/server/code_server/launch.h"
#include "remote/bridge/server/control.h"
#include "remote/bridge/server/daemon.h"
#include "remote/bridge/server/server.h"
#include "remote/bridge/server/terminal/terminals.h"

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <thread>

namespace kalpana::bridge::server {

namespace {

using namespace std::chrono_literals;

std::optional<Json> askAny(const std::vector<std::string>& folders, std::string_view question)
{
    for (const auto& folder : folders)
        if (auto answer = askBridge(folder + "/control.sock", question))
            return answer;
    return std::nullopt;
}

/// Waits until nobody serves from this folder any more.
bool waitForLock(const RuntimeFolder& runtime, std::chrono::milliseconds longest)
{
    const auto deadline = std::chrono::steady_clock::now() + longest;
    while (!runtime.lock()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}

void print(const std::string& line)
{
    std::fputs((line + '\n').c_str(), stdout);
    std::fflush(stdout);
}

bool isSameFolder(const std::string& one, const std::string& other)
{
    struct stat a{};
    struct stat b{};
    return one == other || (::stat(one.c_str(), &a) == 0 && ::stat(other.c_str(), &b) == 0 && a.st_dev == b.st_dev &&
                            a.st_ino == b.st_ino);
}

bool servesFolder(const Json& answer, const Options& options)
{
    return isSameFolder(answer.value("root", options.root), options.root);
}

bool isCurrent(const Json& answer, const Options& options)
{
    return answer.value("version", "") == KALPANA_VERSION && answer.value("protocol", "") == protocol::kVersion &&
           servesFolder(answer, options);
}

Outcome<ServerParts> makeParts(const Options& options, RuntimeFolder runtime)
{
    for (const auto* below : {"/log", "/state"})
        if (const auto made = makeFolders(options.data + "/workspaces/" + options.id + below); !made)
            return std::unexpected(made.error());
    ::prctl(PR_SET_DUMPABLE, 0); // no core file and no debugger gets the token
    auto token = Token::make();
    if (!token)
        return std::unexpected(token.error());
    auto bridge = listenAt(runtime.bridgeSocket());
    if (!bridge)
        return std::unexpected(bridge.error());
    auto control = listenAt(runtime.controlSocket());
    if (!control)
        return std::unexpected(control.error());
    return ServerParts{options, std::move(runtime), std::move(*bridge), std::move(*control), std::move(*token)};
}

Outcome<void> startBridge(ServerParts parts)
{
    if (parts.options.foreground) {
        serveUntilTold(std::move(parts), [line = whereLine(parts, true)] { print(line); });
        return {};
    }
    const std::array keep{parts.runtime.fd.get(), parts.bridgeSocket.get(), parts.controlSocket.get()};
    auto detached = detach(parts.options.data + "/workspaces/" + parts.options.id + "/log/bridge.log", keep);
    if (!detached.isDaemon) {
        if (detached.line.empty())
            return failed(Code::Failed, "The bridge ended before it was up. Its log is in " + parts.options.data +
                                            "/workspaces/" + parts.options.id + "/log.");
        print(detached.line);
        return {};
    }
    const std::string line = whereLine(parts, true);
    serveUntilTold(std::move(parts), [&detached, &line] {
        (void)writeAll(detached.toCaller.get(), line);
        detached.toCaller.reset();
    });
    ::_exit(0);
}

} // namespace

Outcome<void> serve(const Options& options)
{
    const auto folders = runtimeCandidates(options);
    const auto printRunning = [](Json answer) {
        answer["fresh"] = false;
        print(answer.dump());
        return Outcome<void>();
    };
    if (auto running = askAny(folders, "where")) {
        if (isCurrent(*running, options))
            return printRunning(std::move(*running));
        // Another version makes room. One for a folder that is not the workspace's any more ends, with all it runs.
        (void)askAny(folders, servesFolder(*running, options) ? "handover" : "shutdown");
    }
    auto runtime = openRuntimeFolder(folders);
    if (!runtime)
        return std::unexpected(runtime.error());
    // Held by one that is ending, or by one that another call of ours is starting in this moment.
    for (int attempt = 0; !waitForLock(*runtime, 200ms); ++attempt) {
        if (auto running = askAny(folders, "where"); running && isCurrent(*running, options))
            return printRunning(std::move(*running));
        if (attempt > 25)
            return failed(Code::Failed,
                          "Another bridge holds " + runtime->path + " and does not answer. End it, then try again.");
    }
    auto parts = makeParts(options, std::move(*runtime));
    if (!parts)
        return std::unexpected(parts.error());
    return startBridge(std::move(*parts));
}

Outcome<void> stop(const Options& options)
{
    for (const auto& path : runtimeCandidates(options)) {
        if (!askBridge(path + "/control.sock", "shutdown")) {
            endLeftover(path + "/code-server.json");
            continue;
        }
        const RuntimeFolder runtime{path, UniqueFd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))};
        if (runtime.fd && !waitForLock(runtime, 10s))
            return failed(Code::Timeout, "The bridge of " + options.id + " did not end within 10 s.");
    }
    killTmuxLeftovers(options.data + "/workspaces/" + options.id + "/state/terminals");
    return {};
}

} // namespace kalpana::bridge::server
