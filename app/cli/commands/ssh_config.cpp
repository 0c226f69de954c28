#include "app/cli/commands.h"
#include "remote/ssh/host_names.h"
#include "remote/ssh/resolved_host.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(HostsCommand)
};

} // namespace

Result<int> printSshConfig(const Context& context, const Invocation& invocation)
{
    const auto resolved = ssh::resolve(invocation.arguments[0], context.sshConfig);
    if (!resolved)
        return std::unexpected(resolved.error());
    const auto text = ssh::printResolved(*resolved).trimmed();
    QJsonObject settings;
    for (const auto& line : text.split(u'\n')) {
        const auto key = line.section(u' ', 0, 0);
        auto values = settings.value(key).toArray();
        values.append(line.section(u' ', 1));
        settings.insert(key, values);
    }
    context.output.result(text, {{u"type"_s, u"ssh-config"_s}, {u"host"_s, resolved->name}, {u"settings"_s, settings}});
    return 0;
}

Result<int> listHosts(const Context& context, const Invocation& invocation)
{
    Q_UNUSED(invocation);
    const auto names = ssh::hostNames(context.sshConfig);
    if (!names)
        return std::unexpected(names.error());
    QList<QStringList> rows{{u"local"_s, Text::tr("this computer")}};
    QList<QJsonObject> objects{{{u"type"_s, u"host"_s}, {u"name"_s, u"local"_s}, {u"usable"_s, true}}};
    for (const auto& name : *names) {
        const auto host = ssh::resolve(name, context.sshConfig);
        const auto address =
            host ? u"%1@%2:%3"_s.arg(host->user, host->hostName).arg(host->port) : host.error().sentence;
        rows << QStringList{name, address};
        objects << QJsonObject{{u"type"_s, u"host"_s},
                               {u"name"_s, name},
                               {u"usable"_s, host.has_value()},
                               {host ? u"address"_s : u"reason"_s, address}};
    }
    context.output.table({Text::tr("HOST"), Text::tr("ADDRESS")}, rows, objects);
    return 0;
}

} // namespace kalpana::cli
