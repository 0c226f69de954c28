#include "app/cli/commands.h"
#include "app/cli/remote_services.h"
#include "app/cli/terminal.h"
#include "core/agent/chat_store.h"
#include "core/base/shell_word.h"
#include "remote/holder/ask_holder.h"
#include "remote/workspaces/connect_host.h"
#include "remote/workspaces/remote_state.h"

#include <QCoreApplication>
#include <QDir>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(StopCommand)
};

enum class What { Stop, Delete };

/// Makes a holder let go, then stops the workspace on its host.
Result<void> stopThere(const Context& context, const workspace::Record& record, What what)
{
    if (const auto released = holder::askToRelease(context.dataFolder, record.id);
        !released && released.error().code != ErrorCode::NotFound)
        return released;
    auto services = RemoteServices::make(context);
    if (!services)
        return std::unexpected(services.error());
    auto& io = (*services)->io;
    const auto host = workspaces::connectHost(io, record, (*services)->questions, context.stop);
    if (!host)
        return std::unexpected(host.error());
    return what == What::Stop ? workspaces::stopOnHost(io, *host, record, context.stop)
                              : workspaces::deleteOnHost(io, *host, record, context.stop);
}

Result<void> confirm(const Context& context, const workspace::Record& record)
{
    auto terminal = Terminal::open();
    if (!terminal)
        return failure(ErrorCode::Usage,
                       Text::tr("There is no terminal to ask on. Add --yes to delete \"%1\".").arg(record.name));
    const auto answer = terminal->askLine(Text::tr("Delete the workspace \"%1\" on %2? Its folder stays. [yes/no]")
                                              .arg(record.name, workspaces::hostInSentence(record.host)),
                                          context.stop);
    if (!answer)
        return std::unexpected(answer.error());
    if (answer->compare("yes"_L1, Qt::CaseInsensitive) != 0)
        return failure(ErrorCode::Cancelled, Text::tr("Nothing was deleted."));
    return {};
}

void printDone(const Context& context, const workspace::Record& record, const QString& sentence, const QString& state)
{
    if (context.output.isJson())
        context.output.result({}, {{u"type"_s, u"done"_s}, {u"name"_s, record.name}, {u"state"_s, state}});
    else
        context.output.note(sentence);
}

} // namespace

Result<int> stopWorkspace(const Context& context, const Invocation& invocation)
{
    const auto record = context.findRecord(invocation.arguments[0]);
    if (!record)
        return std::unexpected(record.error());
    if (const auto stopped = stopThere(context, *record, What::Stop); !stopped)
        return std::unexpected(stopped.error());
    printDone(
        context, *record,
        Text::tr("\"%1\" is stopped. `kalpanactl up %2` starts it again.").arg(record->name, shellWord(record->name)),
        u"stopped"_s);
    return 0;
}

Result<int> deleteWorkspace(const Context& context, const Invocation& invocation)
{
    const auto record = context.findRecord(invocation.arguments[0]);
    if (!record)
        return std::unexpected(record.error());
    if (!invocation.has("yes"_L1))
        if (const auto confirmed = confirm(context, *record); !confirmed)
            return std::unexpected(confirmed.error());
    if (!invocation.has("local-only"_L1))
        if (auto deleted = stopThere(context, *record, What::Delete); !deleted) {
            if (deleted.error().code == ErrorCode::Unreachable || deleted.error().code == ErrorCode::UnknownHost)
                deleted.error().sentence += u' ' + Text::tr("If the host is gone for good, add --local-only.");
            return std::unexpected(deleted.error());
        }
    if (const auto chats = QDir(context.dataFolder).filePath(u"chats.db"_s); QFile::exists(chats)) {
        const auto store = agent::ChatStore::open(chats);
        if (!store)
            return std::unexpected(store.error());
        if (const auto forgotten = (*store)->forget(record->id); !forgotten)
            return std::unexpected(forgotten.error());
    }
    auto store = context.openStore();
    if (!store)
        return std::unexpected(store.error());
    if (const auto removed = store->remove(record->id); !removed)
        return std::unexpected(removed.error());
    printDone(context, *record, Text::tr("\"%1\" is deleted; its folder is as it was.").arg(record->name),
              u"deleted"_s);
    return 0;
}

} // namespace kalpana::cli
