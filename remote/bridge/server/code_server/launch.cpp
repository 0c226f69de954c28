#include "remote/bridge/server/code_server/launch.h"

#include "remote/bridge/protocol/message.h"
#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/server/code_server/editor_link.h"
#include "remote/bridge/server/command/process_tree.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/process_stat.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

using protocol::Json;

constexpr off_t kMaxLog = 8 << 20;
constexpr std::uint64_t kTailBytes = 1U << 20U;

/// What a workspace starts with, as long as the user says nothing else.
Json defaultSettings()
{
    return {{"chat.disableAIFeatures", true},       {"security.workspace.trust.enabled", false},
            {"telemetry.telemetryLevel", "off"},    {"update.mode", "none"},
            {"window.autoDetectColorScheme", true}, {"workbench.secondarySideBar.defaultVisibility", "hidden"},
            {"workbench.startupEditor", "none"}};
}

Outcome<void> createFile(const std::string& path, const std::string& content)
{
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file && errno == EEXIST)
        return {};
    if (!file || !writeAll(file.get(), content))
        return systemFailed(path);
    return {};
}

std::string readRange(const std::string& path, std::uint64_t from, std::uint64_t bytes)
{
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string text;
    std::array<char, 65536> buffer;
    while (file && text.size() < bytes) {
        const ssize_t count =
            ::pread(file.get(), buffer.data(), std::min<std::uint64_t>(buffer.size(), bytes - text.size()),
                    static_cast<off_t>(from + text.size()));
        if (count <= 0)
            break;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return text;
}

} // namespace

Outcome<PreparedLaunch> prepareLaunch(const CodeServerPlaces& places)
{
    for (const auto& folder : {places.state() + "/User", places.workspace() + "/log", places.extensions()})
        if (const auto made = makeFolders(folder); !made)
            return std::unexpected(made.error());
    // Without a file of its own it would read (or make) the user's ~/.config/code-server/config.yaml.
    if (const auto made = createFile(places.state() + "/config.yaml", "auth: none\n"); !made)
        return std::unexpected(made.error());
    struct stat facts{};
    if (::stat(places.log().c_str(), &facts) == 0 && facts.st_size > kMaxLog)
        ::rename(places.log().c_str(), (places.log() + ".1").c_str());
    UniqueFd log(::open(places.log().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!log)
        return systemFailed(places.log());
    const auto settings = applySettings(places.settings(), defaultSettings());
    return PreparedLaunch{std::move(log), settings ? std::nullopt : std::optional(settings.error())};
}

SpawnSpec codeServerCommand(const CodeServerPlaces& places, const std::string& installedIn, const Launch& launch,
                            int log, int folder, const std::string& builtin)
{
    SpawnSpec spec{.argv = {installedIn + "/lib/node",
                            installedIn,
                            "--config",
                            places.state() + "/config.yaml",
                            "--socket",
                            places.newSocket(),
                            "--socket-mode",
                            "600",
                            "--session-socket",
                            places.runtime + "/ide-session.sock",
                            "--auth",
                            "none",
                            "--user-data-dir",
                            places.state(),
                            "--extensions-dir",
                            places.extensions(),
                            "--disable-telemetry",
                            "--disable-update-check",
                            "--disable-workspace-trust",
                            "--app-name",
                            "Kalpana",
                            places.root},
                   .environment = Environment::own(),
                   .folder = folder,
                   .output = log,
                   .errors = log};
    if (!builtin.empty())
        spec.argv.insert(spec.argv.end() - 1, {"--builtin-extensions-dir", builtin});
    spec.environment.set(kEditorLinkVariable, places.editorSocket());
    for (const auto* name : {"PASSWORD", "HASHED_PASSWORD", "PORT", "NODE_OPTIONS", "ELECTRON_RUN_AS_NODE",
                             kCommandMark}) // it would obey them
        spec.environment.unset(name);
    if (!launch.proxyUri.empty())
        spec.environment.set("VSCODE_PROXY_URI", launch.proxyUri);
    return spec;
}

Outcome<void> saveRecord(const CodeServerPlaces& places, const LaunchRecord& record)
{
    const Json json{{"pid", record.pid},
                    {"startTime", record.startTime},
                    {"version", record.launch.version},
                    {"proxyUri", record.launch.proxyUri}};
    return replaceFile(places.pidFile(), json.dump());
}

std::optional<LaunchRecord> aliveRecord(const std::string& pidFile)
{
    const Json json = protocol::parseJson(readSmallFile(pidFile));
    if (!json.is_object() || !json.contains("pid") || !json["pid"].is_number_integer() || !json.contains("startTime") ||
        !json["startTime"].is_number_unsigned())
        return std::nullopt;
    const LaunchRecord record{json["pid"].get<pid_t>(),
                              json["startTime"].get<unsigned long long>(),
                              {json.value("version", ""), json.value("proxyUri", "")}};
    if (record.pid <= 1 || record.startTime == 0 || startTimeOf(record.pid) != record.startTime)
        return std::nullopt;
    return record;
}

void endLeftover(const std::string& pidFile)
{
    const auto record = aliveRecord(pidFile);
    if (!record)
        return;
    asio::io_context loop;
    asio::co_spawn(loop, endProcesses(record->pid, {}, std::chrono::seconds(3)), asio::detached);
    loop.run();
    ::unlink(pidFile.c_str());
}

void addToLog(const CodeServerPlaces& places, std::string_view sentence)
{
    const UniqueFd log(::open(places.log().c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC));
    if (log)
        (void)writeAll(log.get(), "kalpana-bridge: " + std::string(sentence) + '\n');
}

std::string logTail(const std::string& path, std::uint64_t lines)
{
    struct stat facts{};
    if (::stat(path.c_str(), &facts) != 0)
        return {};
    const auto size = static_cast<std::uint64_t>(facts.st_size);
    const auto text = readRange(path, size - std::min(size, kTailBytes), kTailBytes);
    auto at = text.ends_with('\n') ? text.size() - 1 : text.size();
    for (std::uint64_t line = 0; line < lines; ++line) {
        const auto before = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
        if (before == std::string::npos)
            return text;
        at = before;
    }
    return text.substr(at + 1);
}

std::string logHead(const std::string& path, std::uint64_t from, std::uint64_t lines)
{
    const auto text = readRange(path, from, 4096);
    std::size_t end = 0;
    for (std::uint64_t line = 0; line < lines && end < text.size(); ++line)
        end = std::min(text.find('\n', end), text.size() - 1) + 1;
    return text.substr(0, end);
}

} // namespace kalpana::bridge::server
