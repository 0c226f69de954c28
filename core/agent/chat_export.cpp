#include "core/agent/chat_export.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSaveFile>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ChatExport)
};

/// A block of code which no run of backticks in it can end.
QString fenced(const QString& text)
{
    static const QRegularExpression ticks(u"`{3,}"_s);
    qsizetype longest = 2;
    auto found = ticks.globalMatch(text);
    while (found.hasNext())
        longest = qMax(longest, found.next().capturedLength());
    const QString fence(longest + 1, u'`');
    return fence + u'\n' + text + (text.endsWith(u'\n') ? u""_s : u"\n"_s) + fence + u"\n\n"_s;
}

class Writer final {
public:
    explicit Writer(const Chat& chat) { m_text = u"# "_s + chat.title.simplified() + u"\n\n"_s; }

    void operator()(const UserMessage& event) { say(u"## "_s + Text::tr("You") + u"\n\n"_s + event.text + u"\n\n"_s); }
    void operator()(const TextDelta& event)
    {
        if (!std::exchange(m_inAnswer, true))
            m_text += u"## "_s + Text::tr("Agent") + u"\n\n"_s;
        m_text += event.text;
        m_inText = true;
    }
    void operator()(const ToolCallStarted& event) { say(u"**"_s + event.title.simplified() + u"**\n\n"_s); }
    void operator()(const ToolCallFinished& event) { say(fenced(event.result)); }
    void operator()(const TurnFailed& event) { say(u"> "_s + event.error.sentence.simplified() + u"\n\n"_s); }
    void operator()(const TurnFinished& event)
    {
        if (event.reason == TurnFinished::Reason::Stopped)
            say(u"> "_s + Text::tr("Stopped.") + u"\n\n"_s);
        endText();
        m_inAnswer = false;
    }
    void operator()(const auto&) { endText(); } // how the model was asked

    QString take()
    {
        endText();
        return m_text;
    }

private:
    void endText()
    {
        if (std::exchange(m_inText, false))
            m_text += u"\n\n"_s;
    }
    void say(const QString& text)
    {
        endText();
        if (text.startsWith("## "_L1))
            m_inAnswer = false;
        m_text += text;
    }

    QString m_text;
    bool m_inText = false;
    bool m_inAnswer = false;
};

} // namespace

QString chatAsMarkdown(const Chat& chat, const QList<Event>& events)
{
    Writer writer(chat);
    for (const auto& event : events)
        std::visit(writer, event.body);
    return writer.take().trimmed() + u'\n';
}

QByteArray chatAsJson(const Chat& chat, const QList<Event>& events)
{
    QJsonArray list;
    for (const auto& event : events)
        list.append(toJson(event));
    return QJsonDocument(QJsonObject{{"title"_L1, chat.title},
                                     {"created"_L1, chat.createdAt.toUTC().toString(Qt::ISODateWithMs)},
                                     {"events"_L1, list}})
        .toJson();
}

Result<QByteArray> exportedChat(const ChatStore& store, const QString& chat, ExportFormat format)
{
    const auto its = store.chat(chat);
    if (!its)
        return std::unexpected(its.error());
    const auto events = format == ExportFormat::Json ? store.allEvents(chat) : store.events(chat);
    if (!events)
        return std::unexpected(events.error());
    return format == ExportFormat::Json ? chatAsJson(*its, *events) : chatAsMarkdown(*its, *events).toUtf8();
}

Result<void> exportChat(const ChatStore& store, const QString& chat, ExportFormat format, const QString& file)
{
    const auto text = exportedChat(store, chat, format);
    if (!text)
        return std::unexpected(text.error());
    QSaveFile out(file);
    if (!out.open(QFile::WriteOnly) || !out.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
        out.write(*text) != text->size() || !out.commit())
        return failure(ErrorCode::Storage,
                       Text::tr("The chat can't be written to %1. Check that its folder can be written and that the "
                                "disk is not full.")
                           .arg(file),
                       out.errorString());
    return {};
}

} // namespace kalpana::agent
