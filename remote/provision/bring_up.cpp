#include "remote/provision/bring_up.h"

#include "remote/bridge/client/code_server.h"
#include "remote/bridge/client/workspace.h"
#include "remote/io/io_thread.h"
#include "remote/provision/code_server_install.h"
#include "remote/provision/health.h"

#include <QCoreApplication>

#include <algorithm>

namespace kalpana::provision {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Steps)
};

asio::awaitable<Result<void>> askHealth(std::shared_ptr<host::Host> host, std::string socket)
{
    auto stream = co_await host->openSocket(std::move(socket));
    if (!stream)
        co_return std::unexpected(stream.error());
    co_return co_await checkHealth(std::move(*stream));
}

} // namespace

Result<RunningWorkspace> bringUp(io::IoThread& io, const std::shared_ptr<host::Host>& host, const WorkspaceSpec& spec,
                                 const Progress& progress, std::stop_token stop)
{
    const auto version = plannedVersion(spec.source);
    if (!version)
        return std::unexpected(version.error());
    auto reached = reachBridge(io, host, spec, progress, stop);
    if (!reached)
        return std::unexpected(reached.error());
    const auto& client = reached->client;

    const auto install = [&](Step& step) {
        return installCodeServer(io, client, QString::fromStdString(reached->facts.machine), spec.source,
                                 spec.downloadFolder, step, progress, stop);
    };
    Step installing = progress.begin(Text::tr("Installing code-server %1").arg(*version));
    if (std::ranges::contains(reached->facts.codeServerVersions, version->toStdString())) {
        installing.skipped(Text::tr("already there"));
    } else {
        if (auto installed = install(installing); !installed)
            return installing.failed(installed.error());
        installing.done();
    }

    Step preparing = progress.begin(Text::tr("Preparing %1").arg(QString::fromStdString(reached->facts.rootFolder)));
    const auto prepared = io.run(bridge::client::prepareWorkspace(client), stop);
    if (!prepared)
        return preparing.failed(prepared.error());
    preparing.done(prepared->created ? Text::tr("made") : QString());

    Step starting = progress.begin(Text::tr("Starting code-server"));
    const auto start = [&] {
        return io.run(
            bridge::client::startCodeServer(client, {.version = version->toStdString(), .proxyUri = spec.proxyUri}),
            stop);
    };
    auto started = start();
    // The bridge of another workspace, which needs it no more, may have removed it since it was seen.
    if (!started && started.error().code == ErrorCode::NotFound) {
        if (auto installed = install(starting); !installed)
            return starting.failed(installed.error());
        started = start();
    }
    if (!started)
        return starting.failed(started.error());
    starting.done(QString::fromStdString(started->settingsProblem));

    Step checking = progress.begin(Text::tr("Checking that code-server answers"));
    if (auto healthy = io.run(askHealth(host, started->socket), stop); !healthy)
        return checking.failed(healthy.error());
    checking.done();
    return RunningWorkspace{.client = client,
                            .rootFolder = prepared->root,
                            .dataFolder = reached->facts.dataFolder,
                            .ideSocket = started->socket};
}

} // namespace kalpana::provision
