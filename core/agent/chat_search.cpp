#include "core/agent/chat_search.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

/// More of one text is not looked through.
constexpr qsizetype longestText = 200'000;
constexpr qsizetype mostWords = 16;

struct Said {
    qint64 sequence = 0;
    QString text;
};

QString field(const QVariant& body, QLatin1StringView key)
{
    return QJsonDocument::fromJson(body.toString().toUtf8()).object().value(key).toString();
}

QStringList wordsOf(const QString& text)
{
    auto words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    return words.size() > mostWords ? words.first(mostWords) : words;
}

} // namespace

Result<void> indexChat(const ChatDatabase& database, const QString& chat)
{
    auto rows = database.execute(
        u"SELECT sequence, kind, body FROM event WHERE chat = ? AND sequence > (SELECT indexed_to FROM chat WHERE id = "
        "?) ORDER BY sequence"_s,
        {chat, chat});
    if (!rows)
        return std::unexpected(rows.error());
    QList<Said> all;
    qint64 done = 0;
    bool inAnswer = false;
    while (rows->next()) {
        const auto sequence = rows->value(0).toLongLong();
        const auto kind = rows->value(1).toString();
        if (kind == "text"_L1) {
            if (!inAnswer)
                all.append(Said{.sequence = sequence});
            if (all.last().text.size() < longestText)
                all.last().text += field(rows->value(2), "text"_L1);
            inAnswer = true;
            continue; // done only when it has ended
        }
        inAnswer = false;
        done = sequence;
        if (kind == "user-message"_L1)
            all.append(Said{sequence, field(rows->value(2), "text"_L1).left(longestText)});
        else if (kind == "tool-call"_L1)
            all.append(Said{sequence, field(rows->value(2), "title"_L1).left(longestText)});
    }
    rows->finish();
    if (all.isEmpty() && done == 0)
        return {};
    return database.whole([&]() -> Result<void> {
        for (const auto& said : std::as_const(all)) {
            if (const auto gone =
                    database.execute(u"DELETE FROM said WHERE chat = ? AND sequence = ?"_s, {chat, said.sequence});
                !gone)
                return std::unexpected(gone.error());
            // From the chat, which may be deleted by now.
            if (const auto added = database.execute(
                    u"INSERT INTO said (chat, sequence, text) SELECT id, ?, ? FROM chat WHERE id = ?"_s,
                    {said.sequence, said.text, chat});
                !added)
                return std::unexpected(added.error());
        }
        return database.executeAll({u"UPDATE chat SET indexed_to = max(indexed_to, ?) WHERE id = ?"_s}, {done, chat});
    });
}

Result<void> indexChats(const ChatDatabase& database, const QString& workspace)
{
    auto rows = database.execute(u"SELECT id FROM chat WHERE workspace = ? AND indexed_to < (SELECT max(sequence) FROM "
                                 "event WHERE chat = chat.id)"_s,
                                 {workspace});
    if (!rows)
        return std::unexpected(rows.error());
    QStringList behind;
    while (rows->next())
        behind.append(rows->value(0).toString());
    rows->finish();
    for (const auto& chat : std::as_const(behind))
        if (const auto done = indexChat(database, chat); !done)
            return done;
    return {};
}

Result<QList<FoundText>> searchChats(const ChatDatabase& database, const QString& workspace, const QString& text,
                                     int limit)
{
    const auto words = wordsOf(text);
    QList<FoundText> found;
    if (words.isEmpty())
        return found;
    QStringList inTitle;
    QVariantList values{workspace};
    QStringList quoted;
    for (auto word : words) {
        inTitle += u"instr(lower(title), lower(?)) > 0"_s;
        values += word;
        quoted += u'"' + word.replace(u'"', u"\"\""_s) + u"\"*"_s; // nothing of it is FTS5's syntax
    }
    auto titles =
        database.execute(u"SELECT id, title FROM chat WHERE workspace = ? AND %1 ORDER BY changed_at DESC LIMIT %2"_s
                             .arg(inTitle.join(" AND "_L1))
                             .arg(limit),
                         values);
    if (!titles)
        return std::unexpected(titles.error());
    while (titles->next())
        found.append({.chat = titles->value(0).toString(), .sequence = 0, .text = titles->value(1).toString()});
    titles->finish();
    auto rows = database.execute(
        u"SELECT said.chat, said.sequence, snippet(said_words, 0, char(2), char(3), '…', 16) FROM said_words JOIN said "
        "ON said.id = said_words.rowid JOIN chat ON chat.id = said.chat WHERE said_words MATCH ? AND chat.workspace = "
        "? ORDER BY rank LIMIT ?"_s,
        {quoted.join(u' '), workspace, limit});
    if (!rows)
        return std::unexpected(rows.error());
    while (rows->next())
        found.append({.chat = rows->value(0).toString(),
                      .sequence = rows->value(1).toLongLong(),
                      .text = rows->value(2).toString().simplified()});
    return found;
}

} // namespace kalpana::agent
