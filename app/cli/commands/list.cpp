#include "app/cli/commands.h"
#include "app/cli/workspace_text.h"
#include "remote/holder/ask_holder.h"

#include <QCoreApplication>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ListCommand)
};

} // namespace

Result<int> listWorkspaces(const Context& context, const Invocation& invocation)
{
    Q_UNUSED(invocation);
    const auto store = context.openStore();
    if (!store)
        return std::unexpected(store.error());
    const auto records = store->list();
    if (!records)
        return std::unexpected(records.error());
    QList<QStringList> rows;
    QList<QJsonObject> objects;
    for (const auto& record : *records) {
        const auto held = holder::askForStatus(context.dataFolder, record.id);
        const auto phase = held ? held->value("phase"_L1).toString() : u"closed"_s;
        rows << QStringList{record.name, record.host, record.folder, phase, shownTime(record.lastUsedAt)};
        objects << recordObject(record, phase);
    }
    if (rows.isEmpty() && !context.output.isJson())
        context.output.note(Text::tr("There are no workspaces yet. `kalpanactl up NAME --host HOST` makes one."));
    context.output.table(
        {Text::tr("NAME"), Text::tr("HOST"), Text::tr("FOLDER"), Text::tr("STATE"), Text::tr("LAST USED")}, rows,
        objects);
    return 0;
}

} // namespace kalpana::cli
