#include "remote/bridge/client/code_server.h"

#include "remote/bridge/client/reply.h"
#include "remote/bridge/client/upload.h"

namespace kalpana::bridge::client {

namespace {

constexpr std::chrono::milliseconds streams{0};
constexpr std::chrono::seconds startTime{90}; // A cold disk, an overloaded host.

QString nameOf(const std::string& version)
{
    return QStringLiteral("code-server ") + QString::fromStdString(version);
}

} // namespace

std::optional<InstallProgress> progressOf(std::string_view event, const Json& payload)
{
    if (event != "progress")
        return std::nullopt;
    protocol::Fields fields(payload);
    const auto phase = fields.optionalText("phase").value_or(std::string());
    using Phase = InstallProgress::Phase;
    return InstallProgress{.phase = phase == "unpack"  ? Phase::Unpack
                                    : phase == "check" ? Phase::Check
                                                       : Phase::Fetch,
                           .done = fields.optionalNumber("done").value_or(0),
                           .total = fields.optionalNumber("total").value_or(0)};
}

RequestHandlers installHandlers(const std::string& version, ProgressSink onProgress)
{
    RequestHandlers handlers;
    handlers.timeout = streams;
    handlers.subject = nameOf(version);
    if (onProgress)
        handlers.onEvent = [onProgress = std::move(onProgress)](std::string_view event, const Json& payload) {
            if (const auto progress = progressOf(event, payload))
                onProgress(*progress);
        };
    return handlers;
}

asio::awaitable<Result<std::vector<std::string>>> installedCodeServers(ClientPointer client)
{
    Json payload = Json::object();
    RequestHandlers handlers;
    const auto reply = co_await client->request("codeserver.list", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    auto versions = fields.texts("versions");
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return versions;
}

asio::awaitable<Result<void>> installCodeServer(ClientPointer client, Release release, std::string url,
                                                ProgressSink onProgress)
{
    Json payload = Json::object();
    payload["version"] = release.version;
    payload["sha256"] = release.sha256;
    payload["url"] = url;
    auto handlers = installHandlers(release.version, std::move(onProgress));
    co_return co_await requestDone(std::move(client), "codeserver.install", std::move(payload), std::move(handlers));
}

asio::awaitable<Result<RunningCodeServer>> startCodeServer(ClientPointer client, StartSpec spec)
{
    Json payload = Json::object();
    payload["version"] = spec.version;
    if (!spec.proxyUri.empty())
        payload["proxyUri"] = spec.proxyUri;
    RequestHandlers handlers;
    handlers.timeout = startTime;
    handlers.subject = nameOf(spec.version);
    const auto reply = co_await client->request("codeserver.start", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    RunningCodeServer running{.socket = fields.text("socket"),
                              .version = fields.text("version"),
                              .pid = static_cast<std::int64_t>(fields.optionalNumber("pid").value_or(0)),
                              .settingsProblem = fields.optionalText("settingsProblem").value_or("")};
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return running;
}

asio::awaitable<Result<MergedSettings>> mergeCodeServerSettings(ClientPointer client, Json settings)
{
    Json payload{{"settings", std::move(settings)}};
    RequestHandlers handlers;
    handlers.subject = QStringLiteral("settings.json");
    const auto reply = co_await client->request("codeserver.settings", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    MergedSettings merged{.set = fields.texts("set"), .kept = fields.texts("kept")};
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return merged;
}

asio::awaitable<Result<InstalledExtensions>>
installExtensions(ClientPointer client, std::string version, std::vector<std::string> extensions,
                  std::function<void(std::uint64_t done, std::uint64_t total)> onProgress)
{
    Json payload{{"version", version}, {"extensions", std::move(extensions)}};
    RequestHandlers handlers;
    handlers.timeout = streams;
    handlers.subject = nameOf(version);
    if (onProgress)
        handlers.onEvent = [onProgress = std::move(onProgress)](std::string_view event, const Json& progress) {
            protocol::Fields fields(progress);
            if (event == "progress")
                onProgress(fields.optionalNumber("done").value_or(0), fields.optionalNumber("total").value_or(0));
        };
    const auto reply = co_await client->request("codeserver.extensions", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    InstalledExtensions done{
        .installed = fields.texts("installed"), .wasThere = fields.texts("wasThere"), .failed = {}};
    for (const Json& failure : fields.objects("failed"))
        done.failed.push_back({.extension = QString::fromStdString(contentOf(failure, "extension")),
                               .message = QString::fromStdString(contentOf(failure, "message"))});
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return done;
}

asio::awaitable<Result<void>> stopCodeServer(ClientPointer client)
{
    Json payload = Json::object();
    RequestHandlers handlers;
    handlers.timeout = std::chrono::seconds(30);
    handlers.subject = QStringLiteral("code-server");
    co_return co_await requestDone(std::move(client), "codeserver.stop", std::move(payload), std::move(handlers));
}

asio::awaitable<Result<std::string>> codeServerLog(ClientPointer client, std::uint32_t lines)
{
    Json payload = Json::object();
    payload["lines"] = lines;
    RequestHandlers handlers;
    const auto reply = co_await client->request("codeserver.log", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    co_return contentOf(*reply, "text");
}

} // namespace kalpana::bridge::client
