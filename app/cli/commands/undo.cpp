#include "app/cli/bridge_session.h"
#include "app/cli/commands.h"
#include "app/cli/newest_chat.h"
#include "core/agent/going_back.h"
#include "core/agent/putting_back.h"
#include "core/base/shell_word.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>

#include <algorithm>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(UndoCommand)
};

/// What is undone next: the newest change of a turn that was not undone, as a request.
Result<agent::RestoreRequest> newestChange(const QList<agent::Event>& events, const QString& name)
{
    const auto changes = agent::standingChanges(events);
    if (agent::isCutOff(events))
        return failure(ErrorCode::Conflict,
                       Text::tr("The agent's last turn was cut off. Let it go on with `kalpanactl ask %1 --continue`, "
                                "then undo it.")
                           .arg(shellWord(name)));
    if (changes.isEmpty())
        return failure(ErrorCode::NotFound,
                       Text::tr("There is nothing to undo in the newest chat of \"%1\".").arg(name));
    return changes.last();
}

void print(Output& output, const agent::Event& event)
{
    const auto& restored = std::get<agent::CheckpointRestored>(event.body);
    QStringList lines{Text::tr("Files that are as they were before: %1").arg(restored.count)};
    for (const auto& file : restored.files)
        lines.append(u"  "_s + file);
    if (!restored.kept.isEmpty())
        lines.append(Text::tr("Left as they are, for they were changed since:"));
    for (const auto& file : restored.kept)
        lines.append(u"  "_s + file);
    output.result(lines.join(u'\n'), agent::toJson(event));
}

} // namespace

Result<int> undoTurn(const Context& context, const Invocation& invocation)
{
    const auto record = context.findRecord(invocation.arguments[0]);
    if (!record)
        return std::unexpected(record.error());
    auto services = RemoteServices::make(context);
    if (!services)
        return std::unexpected(services.error());
    const auto store = agent::ChatStore::open(QDir(context.dataFolder).filePath(u"chats.db"_s));
    if (!store)
        return std::unexpected(store.error());
    const auto chat = newestChat(**store, *record);
    if (!chat)
        return std::unexpected(chat.error());
    const auto request = (*store)->events(chat->id).and_then(
        [&](const QList<agent::Event>& events) { return newestChange(events, record->name); });
    if (!request)
        return std::unexpected(request.error());
    const auto session = BridgeSession::open(context, **services, *record);
    if (!session)
        return std::unexpected(session.error());
    const auto tools = (*session)->tools();
    return agent::goBack(*tools->checkpoints(), **store, chat->id, *request, context.stop)
        .transform([&](const agent::Event& event) {
            print(context.output, event);
            return 0;
        });
}

} // namespace kalpana::cli
