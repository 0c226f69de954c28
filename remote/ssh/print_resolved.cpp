#include "remote/ssh/resolved_host.h"

namespace kalpana::ssh {

using namespace Qt::StringLiterals;

namespace {

QString printed(HostKeyChecking checking)
{
    switch (checking) {
    case HostKeyChecking::Ask:
        return u"ask"_s;
    case HostKeyChecking::Refuse:
        return u"true"_s;
    case HostKeyChecking::AcceptNew:
        return u"accept-new"_s;
    case HostKeyChecking::Off:
        return u"false"_s;
    }
    return {};
}

} // namespace

QString printResolved(const ResolvedHost& host)
{
    QString out;
    const auto line = [&out](QLatin1StringView keyword, const QString& value) {
        if (!value.isEmpty())
            out += keyword + u' ' + value + u'\n';
    };
    line("host"_L1, host.original);
    line("user"_L1, host.user);
    line("hostname"_L1, host.hostName);
    line("port"_L1, QString::number(host.port));
    line("identitiesonly"_L1, host.identitiesOnly ? u"yes"_s : u"no"_s);
    line("stricthostkeychecking"_L1, printed(host.hostKeyChecking));
    line("connecttimeout"_L1,
         host.connectTimeout.count() > 0 ? QString::number(host.connectTimeout.count()) : u"none"_s);
    line("hostkeyalias"_L1, host.hostKeyAlias);
    line("identityagent"_L1, host.identityAgentAsWritten);
    for (const auto& file : host.identityFilesAsWritten)
        line("identityfile"_L1, file);
    line("globalknownhostsfile"_L1, host.globalKnownHostsFiles.join(u' '));
    line("userknownhostsfile"_L1, host.userKnownHostsFiles.join(u' '));
    return out;
}

} // namespace kalpana::ssh
