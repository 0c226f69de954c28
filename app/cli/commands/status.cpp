#include "app/cli/commands.h"
#include "app/cli/reached_workspace.h"
#include "app/cli/workspace_text.h"
#include "remote/bridge/client/workspace.h"
#include "remote/holder/ask_holder.h"

#include <QCoreApplication>
#include <QLocale>

namespace kalpana::cli {

using namespace Qt::StringLiterals;
namespace client = bridge::client;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(StatusCommand)
};

QString stateName(client::CodeServerStatus::State state)
{
    using enum client::CodeServerStatus::State;
    switch (state) {
    case Absent:
        return u"absent"_s;
    case Stopped:
        return u"stopped"_s;
    case Starting:
        return u"starting"_s;
    case Running:
        return u"running"_s;
    case Failed:
        return u"failed"_s;
    }
    return {};
}

QString size(std::int64_t bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

/// "running 4.139.1", or why it is not.
QString codeServerText(const client::CodeServerStatus& status)
{
    const auto detail = QString::fromStdString(status.error.empty() ? status.version : status.error);
    return QString(stateName(status.state) + u' ' + detail).trimmed();
}

} // namespace

Result<int> printStatus(const Context& context, const Invocation& invocation)
{
    if (invocation.arguments.isEmpty())
        return listWorkspaces(context, invocation);
    const auto record = context.findRecord(invocation.arguments[0]);
    if (!record)
        return std::unexpected(record.error());
    const auto held = holder::askForStatus(context.dataFolder, record->id);
    const auto phase = held ? held->value("phase"_L1).toString() : u"closed"_s;
    const auto reached = ReachedWorkspace::open(context, *record, ReachedWorkspace::Afterwards::StopWhatWasStarted);
    if (!reached)
        return std::unexpected(reached.error());
    const auto status = reached->io().run(client::status(reached->client()), context.stop);
    if (!status)
        return std::unexpected(status.error());

    const auto& load = status->load;
    auto object = recordObject(*record, phase);
    object.insert(u"folder"_s, QString::fromStdString(status->root));
    object.insert(u"codeServer"_s, QJsonObject{{u"state"_s, stateName(status->codeServer.state)},
                                               {u"version"_s, QString::fromStdString(status->codeServer.version)},
                                               {u"restarts"_s, static_cast<qint64>(status->codeServer.restarts)},
                                               {u"error"_s, QString::fromStdString(status->codeServer.error)}});
    object.insert(u"cpuPercent"_s, load.cpuPercent);
    object.insert(u"memoryUsed"_s, static_cast<qint64>(load.memoryUsed));
    object.insert(u"memoryTotal"_s, static_cast<qint64>(load.memoryTotal));
    object.insert(u"roundTripMs"_s, reached->roundTripMs());
    const QList<QStringList> rows{
        {Text::tr("Name"), record->name},
        {Text::tr("Host"), record->host},
        {Text::tr("Folder"), QString::fromStdString(status->root)},
        {Text::tr("Here"), phase},
        {Text::tr("code-server"), codeServerText(status->codeServer)},
        {Text::tr("CPU"), u"%1 %"_s.arg(QLocale().toString(load.cpuPercent, 'f', 0))},
        {Text::tr("Memory"), Text::tr("%1 of %2").arg(size(load.memoryUsed), size(load.memoryTotal))},
        {Text::tr("Last used"), shownTime(record->lastUsedAt)},
    };
    context.output.fields(rows, object);
    return 0;
}

} // namespace kalpana::cli
