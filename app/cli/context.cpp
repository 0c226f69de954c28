#include "app/cli/context.h"

#include <QCoreApplication>

namespace kalpana::cli {

Result<workspace::Record> Context::findRecord(const QString& nameOrId) const
{
    const auto store = openStore();
    if (!store)
        return std::unexpected(store.error());
    auto record = store->find(nameOrId);
    if (!record && record.error().code == ErrorCode::NotFound)
        record.error().sentence +=
            QLatin1Char(' ') + QCoreApplication::translate("Workspaces", "`kalpanactl list` names those there are.");
    return record;
}

} // namespace kalpana::cli
