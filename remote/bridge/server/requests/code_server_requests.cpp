#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/code_server/code_server.h"
#include "remote/bridge/server/code_server/extensions.h"
#include "remote/bridge/server/code_server/fetch.h"
#include "remote/bridge/server/code_server/uploads.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/plain_name.h"
#include "remote/bridge/server/requests/context.h"

#include <filesystem>

namespace kalpana::bridge::server {

namespace {

using protocol::Fields;

constexpr std::uint64_t kMostLogLines = 10000;
constexpr std::size_t kMostExtensions = 200;

std::string version(Fields& fields)
{
    auto text = fields.text("version");
    if (!isPlainName(text))
        fields.refuse("version", "\"version\" must be a version, as 4.139.1.");
    return text;
}

Release release(Fields& fields)
{
    Release asked{version(fields), fields.text("sha256")};
    if (asked.sha256.size() != 64 || asked.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
        fields.refuse("sha256", "\"sha256\" must be 64 lower-case hex digits.");
    return asked;
}

/// Progress of a request, as events; one that says nothing new is left out.
Progress progressOf(const Call& call)
{
    return [call, last = std::string(), lastDone = std::uint64_t{0}](std::string_view phase, std::uint64_t done,
                                                                     std::uint64_t total) mutable {
        if (phase == last && done == lastDone)
            return;
        last = phase;
        lastDone = done;
        call.progress(phase, done, total);
    };
}

Json installed()
{
    return {{"installed", true}};
}

Answer list(Context& context)
{
    co_return Json{{"versions", context.installations.versions()}};
}

Answer install(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto asked = release(fields);
    const auto url = fields.text("url");
    if (!isWebAddress(url))
        fields.refuse("url", "\"url\" must be an http or https address.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    const auto progress = progressOf(call);
    const auto done = co_await context.installations.installFromUrl(asked, url, progress, call.stop);
    if (!done)
        co_return std::unexpected(done.error());
    co_return installed();
}

Answer beginUpload(Context& context, Call call)
{
    Fields fields(call.payload);
    if (fields.text("kind") != "code-server")
        fields.refuse("kind", "\"kind\" must be \"code-server\".");
    const auto asked = release(fields);
    const auto size = fields.number("size");
    if (size == 0)
        fields.refuse("size", "\"size\" must be over 0.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    const auto begun = context.uploads.begin(asked, size, call.out);
    if (!begun)
        co_return std::unexpected(begun.error());
    co_return Json{{"upload", begun->upload}, {"offset", begun->offset}};
}

Answer endUpload(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto upload = fields.number("upload");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    const auto ended = context.uploads.end(static_cast<std::uint32_t>(upload > UINT32_MAX ? 0 : upload));
    if (!ended)
        co_return std::unexpected(ended.error());
    const auto progress = progressOf(call);
    const auto done = co_await context.installations.installFromFile(ended->release, ended->file, progress, call.stop);
    if (!done)
        co_return std::unexpected(done.error());
    co_return installed();
}

Answer start(Context& context, Call call)
{
    Fields fields(call.payload);
    const Launch launch{version(fields), fields.optionalText("proxyUri").value_or("")};
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    const auto started = co_await context.codeServer.start(launch, call.stop);
    if (!started)
        co_return std::unexpected(started.error());
    const auto status = context.codeServer.status();
    Json reply{{"socket", context.codeServer.places().socket()}, {"version", status.version}, {"pid", status.pid}};
    if (!status.settingsProblem.empty())
        reply["settingsProblem"] = status.settingsProblem;
    co_return reply;
}

Answer settings(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto wanted = call.payload.find("settings");
    if (wanted == call.payload.end() || !wanted->is_object())
        fields.refuse("settings", "\"settings\" must be an object.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    const auto places = context.codeServer.places().settings();
    Outcome<SettingsReport> report;
    co_await context.workers.run([&] {
        const auto made = makeFolders(std::filesystem::path(places.file).parent_path().string());
        report = made ? applySettings(places, *wanted) : std::unexpected(made.error());
    });
    if (!report)
        co_return std::unexpected(report.error());
    co_return Json{{"set", report->set}, {"kept", report->kept}};
}

Json toJson(const std::vector<ExtensionResult>& results)
{
    using What = ExtensionResult::What;
    Json installed = Json::array();
    Json wasThere = Json::array();
    Json failures = Json::array();
    for (const auto& result : results) {
        if (result.what == What::Failed)
            failures.push_back({{"extension", result.extension}, {"message", result.message}});
        else
            (result.what == What::Installed ? installed : wasThere).push_back(result.extension);
    }
    return {{"installed", installed}, {"wasThere", wasThere}, {"failed", failures}};
}

Answer extensions(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto with = version(fields);
    const auto wanted = fields.texts("extensions");
    if (wanted.size() > kMostExtensions)
        fields.refuse("extensions", "\"extensions\" must be " + std::to_string(kMostExtensions) + " at most.");
    for (const auto& extension : wanted)
        if (!isExtension(extension))
            fields.refuse("extensions", '"' + extension +
                                            "\" is no extension: name it as publisher.name, as publisher.name@1.2.3, "
                                            "or by the path of a .vsix file.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    if (!context.installations.has(with))
        co_return failed(Code::NotFound, "code-server " + with + " is not installed on this host.", "version");
    const auto progress = progressOf(call);
    const auto results = co_await installExtensions(context.children, context.workers, context.codeServer.places(),
                                                    context.installations.folderOf(with), wanted, progress, call.stop);
    if (!results)
        co_return std::unexpected(results.error());
    co_return toJson(*results);
}

Answer stop(Context& context)
{
    co_await context.codeServer.stop();
    co_return Json::object();
}

Answer log(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto lines = std::min(fields.optionalNumber("lines").value_or(200), kMostLogLines);
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    co_return Json{{"text", logTail(context.codeServer.places().log(), lines)}};
}

} // namespace

void addCodeServerRequests(Handlers& handlers, Context& context)
{
    handlers.byType["codeserver.list"] = [&context](Call) { return list(context); };
    handlers.byType["codeserver.install"] = [&context](Call call) { return install(context, std::move(call)); };
    handlers.byType["codeserver.start"] = [&context](Call call) { return start(context, std::move(call)); };
    handlers.byType["codeserver.extensions"] = [&context](Call call) { return extensions(context, std::move(call)); };
    handlers.byType["codeserver.settings"] = [&context](Call call) { return settings(context, std::move(call)); };
    handlers.byType["codeserver.stop"] = [&context](Call) { return stop(context); };
    handlers.byType["codeserver.log"] = [&context](Call call) { return log(context, std::move(call)); };
    handlers.byType["upload.begin"] = [&context](Call call) { return beginUpload(context, std::move(call)); };
    handlers.byType["upload.end"] = [&context](Call call) { return endUpload(context, std::move(call)); };
    handlers.byFrame[protocol::FrameKind::UploadData] = [&context](const protocol::Frame& frame,
                                                                   const std::shared_ptr<Outbox>& out) {
        context.uploads.receive(frame, out);
    };
}

} // namespace kalpana::bridge::server
