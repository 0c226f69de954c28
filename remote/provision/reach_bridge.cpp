#include "remote/io/io_thread.h"
#include "remote/provision/bridge_install.h"
#include "remote/provision/bring_up.h"
#include "remote/provision/code_server_install.h"
#include "remote/provision/framed_script.h"
#include "remote/provision/requirements.h"

#include <QCoreApplication>

#include <map>

namespace kalpana::provision {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Steps)
};

/// The bridges that this installation carries, by architecture.
std::map<std::string, BridgeProgram> bridgePrograms()
{
    std::map<std::string, BridgeProgram> programs;
    for (const auto* machine : {"x86_64", "aarch64"})
        if (auto program = bridgeProgram(QString::fromLatin1(machine)))
            programs.emplace(machine, std::move(*program));
    return programs;
}

asio::awaitable<Result<bridge::client::ClientPointer>> connectClient(std::shared_ptr<host::Host> host,
                                                                     std::string socket, Secret token)
{
    auto stream = co_await host->openSocket(std::move(socket));
    if (!stream)
        co_return std::unexpected(stream.error());
    co_return co_await bridge::client::Client::connect(std::move(*stream), std::move(token));
}

} // namespace

Result<ReachedBridge> reachBridge(io::IoThread& io, const std::shared_ptr<host::Host>& host, const WorkspaceSpec& spec,
                                  const Progress& progress, std::stop_token stop)
{
    const auto name = QString::fromStdString(host->name());
    const auto programs = bridgePrograms();
    ProbeRequest request{.workspaceId = spec.id,
                         .rootFolder = spec.rootFolder,
                         .dataFolder = spec.dataFolder,
                         .proxyUri = spec.proxyUri};
    if (spec.startsCodeServer)
        request.codeServerVersion = plannedVersion(spec.source).value_or(QString()).toStdString();
    for (const auto& [machine, program] : programs)
        request.bridges.push_back(
            {.machine = machine, .version = program.version.toStdString(), .size = program.bytes.size()});

    Step looking = progress.begin(Text::tr("Looking at %1").arg(name));
    auto facts = io.run(probe(*host, request), stop);
    if (!facts)
        return looking.failed(facts.error());
    if (const auto reason = whyCodeServerCannotRun(name, *facts))
        return looking.failed(*reason);
    const auto program = programs.find(facts->machine);
    if (program == programs.end())
        return looking.failed(bridgeProgram(QString::fromStdString(facts->machine)).error());
    looking.done(QStringLiteral("%1, %2 %3")
                     .arg(QString::fromStdString(facts->machine), QString::fromStdString(facts->libc),
                          QString::fromStdString(facts->libcVersion)));

    Step sending = progress.begin(Text::tr("Sending the bridge"));
    auto served = facts->serveOutput;
    if (facts->bridgeInstalled) {
        sending.skipped(Text::tr("already there"));
    } else {
        const auto size = program->second.bytes.size();
        auto installed = io.run(
            installBridge(*host, request, program->second, [&](qint64 sent) { sending.moved(sent, size); }), stop);
        if (!installed)
            return sending.failed(installed.error());
        sending.moved(size, size);
        sending.done();
        served = *installed;
    }

    Step starting = progress.begin(Text::tr("Connecting to the bridge"));
    auto address = parseServeOutput(name, served);
    if (!address)
        return starting.failed(address.error());
    ReachedBridge reached{.client = {},
                          .facts = *facts,
                          .bridgePath = facts->dataFolder + "/bridge/" + program->second.version.toStdString() +
                                        "/kalpana-bridge",
                          .fresh = address->fresh,
                          .ideSocket = address->ideSocket};
    host->setRelayCommand(shellQuoted(reached.bridgePath) + " relay");
    auto client = io.run(connectClient(host, address->socket, std::move(address->token)), stop);
    if (!client)
        return starting.failed(client.error());
    reached.client = std::move(*client);
    starting.done(address->fresh ? Text::tr("started") : Text::tr("it was running"));
    return reached;
}

} // namespace kalpana::provision
