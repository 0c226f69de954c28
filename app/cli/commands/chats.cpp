#include "app/cli/commands.h"
#include "app/cli/workspace_text.h"
#include "core/agent/chat_export.h"

#include <QCoreApplication>
#include <QDir>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ChatsCommand)
};

QString stateOf(const agent::ChatStore& store, const agent::Chat& chat)
{
    return chat.failed()              ? Text::tr("failed")
           : !chat.open()             ? QString()
           : store.isWorking(chat.id) ? Text::tr("working")
                                      : Text::tr("cut off");
}

Result<int> listChats(const Context& context, const agent::ChatStore& store, const QString& workspace)
{
    const auto chats = store.chats(workspace);
    if (!chats)
        return std::unexpected(chats.error());
    QList<QStringList> rows;
    QList<QJsonObject> objects;
    for (const auto& chat : *chats) {
        if (chat.last == 0)
            continue; // nothing was ever said in it
        rows << QStringList{chat.id, shownTime(chat.changedAt), chat.pinned ? Text::tr("pinned") : QString(),
                            stateOf(store, chat), chat.title};
        objects << QJsonObject{{"type"_L1, "chat"_L1},
                               {"id"_L1, chat.id},
                               {"title"_L1, chat.title},
                               {"createdAt"_L1, chat.createdAt.toString(Qt::ISODateWithMs)},
                               {"changedAt"_L1, chat.changedAt.toString(Qt::ISODateWithMs)},
                               {"pinned"_L1, chat.pinned},
                               {"failed"_L1, chat.failed()},
                               {"working"_L1, chat.open() && store.isWorking(chat.id)},
                               {"cutOff"_L1, chat.open() && !store.isWorking(chat.id)},
                               {"events"_L1, chat.last}};
    }
    if (rows.isEmpty() && !context.output.isJson())
        context.output.note(Text::tr("There are no chats yet. `kalpanactl ask NAME PROMPT` begins one."));
    context.output.table({Text::tr("ID"), Text::tr("LAST MESSAGE"), QString(), QString(), Text::tr("TITLE")}, rows,
                         objects);
    return 0;
}

Result<int> searchChats(const Context& context, const agent::ChatStore& store, const QString& workspace,
                        const QString& words)
{
    const auto found = store.search(workspace, words);
    if (!found)
        return std::unexpected(found.error());
    QList<QStringList> rows;
    QList<QJsonObject> objects;
    for (const auto& one : *found) {
        auto text = one.text;
        text.remove(QChar(2)).remove(QChar(3));
        rows << QStringList{one.chat.id, QString::number(one.sequence), one.chat.title, text};
        objects << QJsonObject{{"type"_L1, "found"_L1},
                               {"id"_L1, one.chat.id},
                               {"title"_L1, one.chat.title},
                               {"sequence"_L1, one.sequence},
                               {"text"_L1, text}};
    }
    if (rows.isEmpty() && !context.output.isJson())
        context.output.note(Text::tr("No chat has all of these words."));
    context.output.table({Text::tr("ID"), Text::tr("EVENT"), Text::tr("TITLE"), Text::tr("TEXT")}, rows, objects);
    return 0;
}

Result<int> exportOne(const Context& context, const agent::ChatStore& store, const QString& workspace,
                      const Invocation& invocation)
{
    const auto id = invocation.arguments[2];
    const auto chat = store.chat(id);
    if (!chat || chat->workspace != workspace)
        return failure(ErrorCode::NotFound,
                       Text::tr("There is no chat %1 in this workspace. `kalpanactl chats %2` lists those there are.")
                           .arg(id, invocation.arguments[0]));
    const auto name = invocation.has("format"_L1) ? invocation.option("format"_L1) : u"markdown"_s;
    if (name != "markdown"_L1 && name != "json"_L1)
        return failure(ErrorCode::Usage, Text::tr("There is no format %1. Use markdown or json.").arg(name));
    const auto format = name == "json"_L1 ? agent::ExportFormat::Json : agent::ExportFormat::Markdown;
    if (invocation.has("output"_L1)) {
        const auto file = QDir::current().absoluteFilePath(invocation.option("output"_L1));
        return agent::exportChat(store, id, format, file).transform([&] {
            context.output.result(Text::tr("The chat was written to %1.").arg(file),
                                  {{"type"_L1, "exported"_L1}, {"file"_L1, file}});
            return 0;
        });
    }
    return agent::exportedChat(store, id, format).transform([&](const QByteArray& text) {
        context.output.result(QString::fromUtf8(text).trimmed(),
                              {{"type"_L1, "exported"_L1}, {"text"_L1, QString::fromUtf8(text)}});
        return 0;
    });
}

} // namespace

Result<int> useChats(const Context& context, const Invocation& invocation)
{
    const auto record = context.findRecord(invocation.arguments[0]);
    if (!record)
        return std::unexpected(record.error());
    const auto store = agent::ChatStore::open(QDir(context.dataFolder).filePath(u"chats.db"_s));
    if (!store)
        return std::unexpected(store.error());
    const auto verb = invocation.arguments.value(1);
    if (verb.isEmpty())
        return listChats(context, **store, record->id);
    if (verb == "search"_L1 && invocation.arguments.size() > 2)
        return searchChats(context, **store, record->id, invocation.arguments.sliced(2).join(u' '));
    if (verb == "export"_L1 && invocation.arguments.size() == 3)
        return exportOne(context, **store, record->id, invocation);
    return failure(ErrorCode::Usage,
                   Text::tr("That is no way to use chats. `kalpanactl help chats` shows how it is called."));
}

} // namespace kalpana::cli
