#include "app/desktop/assembly/deletion.h"

#include "remote/holder/ask_holder.h"
#include "remote/workspaces/connect_host.h"
#include "remote/workspaces/remote_state.h"

#include <QDir>

namespace kalpana::desktop::assembly {

Result<void> Deletion::onHost(const workspace::Record& record, std::stop_token stop) const
{
    if (const auto released = holder::askToRelease(dataFolder, record.id);
        !released && released.error().code != ErrorCode::NotFound)
        return released;
    const auto host = workspaces::connectHost(remote.io, record, questions, stop);
    if (!host)
        return std::unexpected(host.error());
    return workspaces::deleteOnHost(remote.io, *host, record, stop);
}

Result<void> Deletion::here(const workspace::Record& record) const
{
    if (const auto forgotten = chats.forget(record.id); !forgotten)
        return forgotten;
    QDir(dataFolder + QStringLiteral("/profiles/") + record.id).removeRecursively();
    const auto removed = remote.store.remove(record.id);
    return !removed && removed.error().code == ErrorCode::NotFound ? Result<void>() : removed;
}

} // namespace kalpana::desktop::assembly
