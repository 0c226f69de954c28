#include "remote/workspaces/connect_host.h"

#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "remote/ssh/connect.h"

#include <QCoreApplication>

namespace kalpana::workspaces {

using namespace Qt::StringLiterals;

bool mayPass(const Error& error)
{
    return error.code == ErrorCode::Unreachable || error.code == ErrorCode::UnknownHost ||
           error.code == ErrorCode::ConnectionLost;
}

bool isThisComputer(const QString& host)
{
    return host.isEmpty() || host.compare("local"_L1, Qt::CaseInsensitive) == 0;
}

QString hostInSentence(const QString& host)
{
    return isThisComputer(host) ? QCoreApplication::translate("host", "this computer") : host;
}

Result<std::shared_ptr<host::Host>> connectHost(io::IoThread& io, const workspace::Record& record,
                                                ssh::Questions& questions, std::stop_token stop)
{
    if (isThisComputer(record.host))
        return std::make_shared<host::LocalHost>(io.executor());
    const auto resolved = ssh::resolve(record.host, record.sshConfig);
    if (!resolved)
        return std::unexpected(resolved.error());
    return ssh::connect(io, *resolved, questions, stop);
}

} // namespace kalpana::workspaces
