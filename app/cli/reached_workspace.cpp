#include "app/cli/reached_workspace.h"

namespace kalpana::cli {

ReachedWorkspace::ReachedWorkspace(workspace::Record record, std::unique_ptr<RemoteServices> services,
                                   std::unique_ptr<BridgeSession> session)
    : m_record(std::move(record)), m_services(std::move(services)), m_session(std::move(session))
{
}

Result<ReachedWorkspace> ReachedWorkspace::open(const Context& context, const QString& nameOrId, Afterwards afterwards)
{
    auto record = context.findRecord(nameOrId);
    if (!record)
        return std::unexpected(record.error());
    return open(context, std::move(*record), afterwards);
}

Result<ReachedWorkspace> ReachedWorkspace::open(const Context& context, workspace::Record record, Afterwards afterwards)
{
    auto services = RemoteServices::make(context);
    if (!services)
        return std::unexpected(services.error());
    auto session = BridgeSession::open(context, **services, record, afterwards);
    if (!session)
        return std::unexpected(session.error());
    return ReachedWorkspace(std::move(record), std::move(*services), std::move(*session));
}

} // namespace kalpana::cli
