#include "core/agent/chat_files.h"

#include "core/agent/chat_database.h"
#include "core/agent/visible_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>
#include <QStringDecoder>
#include <QUuid>

#include <algorithm>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostFiles = 20;
constexpr qsizetype longestLabel = 100;
constexpr qint64 week = qint64{7} * 24 * 60 * 60 * 1000;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Agent)
};

QString labelOf(const QString& name)
{
    auto label =
        visibleText(name.section(u'/', -1).section(u'\\', -1)).simplified().remove(u'"').remove(u'<').remove(u'>');
    return label.isEmpty() ? u"file"_s : label.size() > longestLabel ? label.left(longestLabel) + u'…' : label;
}

/// Signs that stand in no text.
bool isBinary(const QString& text)
{
    return std::ranges::any_of(text, [](QChar c) {
        return c < u' ' && c != u'\n' && c != u'\t' && c != u'\r' && c != u'\f' && c != u'\x1b' && c != u'\b';
    });
}

} // namespace

Result<MessageFile> messageFile(const QString& name, const QByteArray& bytes)
{
    const auto label = labelOf(name);
    if (bytes.size() > largestMessageFile)
        return failure(
            ErrorCode::Unsupported,
            Text::tr("%1 is larger than 1 MB. Put it into the workspace's folder and name it behind an @.").arg(label));
    QStringDecoder decoder(QStringConverter::encodingForData(bytes).value_or(QStringConverter::Utf8));
    QString text = decoder(bytes);
    if (decoder.hasError())
        text = QString::fromLatin1(bytes);
    if (isBinary(text))
        return failure(ErrorCode::Unsupported,
                       Text::tr("%1 is not a text. Put it into the workspace's folder, where the agent can work on it.")
                           .arg(label));
    return MessageFile{.label = label, .text = text};
}

QStringList filesIn(const QString& text)
{
    static const QRegularExpression pattern(u"(?<![\\w@./-])@(file-[0-9a-f]{12})(?![\\w/-])"_s);
    QStringList names;
    for (auto matches = pattern.globalMatch(text); matches.hasNext() && names.size() < mostFiles;)
        if (const auto name = matches.next().captured(1); !names.contains(name))
            names.append(name);
    return names;
}

bool isFileName(const QString& word)
{
    return filesIn(u'@' + word) == QStringList{word};
}

Result<QString> ChatFiles::add(const MessageFile& file) const
{
    const auto now = QDateTime::currentMSecsSinceEpoch();
    if (const auto old =
            ChatDatabase(m_file).execute(u"DELETE FROM file WHERE chat IS NULL AND made_at < ?"_s, {now - week});
        !old)
        return std::unexpected(old.error());
    auto name = "file-"_L1 + QUuid::createUuid().toString(QUuid::Id128).left(12);
    return ChatDatabase(m_file)
        .execute(u"INSERT INTO file (name, label, text, made_at) VALUES (?, ?, ?, ?)"_s,
                 {name, file.label, file.text, now})
        .transform([&name](const QSqlQuery&) { return name; });
}

Result<MessageFile> ChatFiles::file(const QString& name) const
{
    auto rows = ChatDatabase(m_file).execute(u"SELECT label, text FROM file WHERE name = ?"_s, {name});
    if (!rows)
        return std::unexpected(rows.error());
    if (!rows->next())
        return failure(ErrorCode::NotFound,
                       Text::tr("The file %1 is not there any more. Put it into a message again.").arg(name));
    return MessageFile{.label = rows->value(0).toString(), .text = rows->value(1).toString()};
}

Result<void> ChatFiles::take(const QString& chat, const QStringList& names) const
{
    for (const auto& name : names)
        if (const auto taken = ChatDatabase(m_file).execute(
                u"UPDATE file SET chat = ? WHERE name = ? AND chat IS NULL"_s, {chat, name});
            !taken)
            return std::unexpected(taken.error());
    return {};
}

} // namespace kalpana::agent
