#include "app/cli/output.h"

#include "app/cli/exit_codes.h"
#include "app/cli/step_text.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <sys/ioctl.h>
#include <utility>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

/// As much of a line as fits into the terminal: one that wraps can't be rewritten.
QString fitting(const QString& line, std::FILE* terminal)
{
    winsize size{};
    if (::ioctl(::fileno(terminal), TIOCGWINSZ, &size) != 0 || size.ws_col < 2 || line.size() < size.ws_col)
        return line;
    return line.first(size.ws_col - 2) + u'…';
}

/// What a host says must not move a terminal's cursor or change its title.
QString withoutControls(QString text)
{
    for (auto& character : text)
        if (character.category() == QChar::Other_Control && character != u'\n' && character != u'\t')
            character = QChar::ReplacementCharacter;
    return text;
}

} // namespace

void Output::print(std::FILE* stream, const QString& text)
{
    const auto bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stream);
    std::fflush(stream);
}

void Output::printObject(const QJsonObject& object)
{
    print(m_streams.out, QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)) + u'\n');
}

void Output::endStepLine()
{
    if (std::exchange(m_stepLineIsOpen, false))
        print(m_streams.error, u"\r\x1b[2K"_s);
}

void Output::result(const QString& text, const QJsonObject& object)
{
    const std::scoped_lock lock(m_mutex);
    endStepLine();
    if (m_json)
        printObject(object);
    else
        print(m_streams.out, withoutControls(text) + u'\n');
}

void Output::table(const QStringList& head, const QList<QStringList>& rows, const QList<QJsonObject>& objects)
{
    const std::scoped_lock lock(m_mutex);
    endStepLine();
    if (m_json) {
        for (const auto& object : objects)
            printObject(object);
        return;
    }
    if (!rows.isEmpty())
        printColumns(QList<QStringList>{head} + rows);
}

void Output::fields(const QList<QStringList>& pairs, const QJsonObject& object)
{
    const std::scoped_lock lock(m_mutex);
    endStepLine();
    if (m_json)
        printObject(object);
    else
        printColumns(pairs);
}

void Output::printColumns(const QList<QStringList>& lines)
{
    QList<qsizetype> widths(lines.first().size(), 0);
    for (const auto& line : lines)
        for (qsizetype i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], line[i].size());
    QString text;
    for (const auto& line : lines) {
        QString printed;
        for (qsizetype i = 0; i < line.size(); ++i)
            printed += withoutControls(line[i]).leftJustified(widths[i] + 2);
        text += printed.trimmed() + u'\n';
    }
    print(m_streams.out, text);
}

void Output::raw(std::FILE* stream, QByteArrayView bytes, const QJsonObject& object)
{
    const std::scoped_lock lock(m_mutex);
    endStepLine();
    if (m_json) {
        printObject(object);
        return;
    }
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stream);
    std::fflush(stream);
}

void Output::stream(const QString& text)
{
    const std::scoped_lock lock(m_mutex);
    if (text.isEmpty())
        return;
    print(m_streams.out, withoutControls(text));
    m_streamLineIsOpen = !text.endsWith(u'\n');
}

void Output::endLine()
{
    const std::scoped_lock lock(m_mutex);
    if (std::exchange(m_streamLineIsOpen, false))
        print(m_streams.out, u"\n"_s);
}

void Output::note(const QString& text)
{
    const std::scoped_lock lock(m_mutex);
    endStepLine();
    if (m_json)
        printObject({{u"type"_s, u"note"_s}, {u"message"_s, text}});
    else
        print(m_streams.error, withoutControls(text) + u'\n');
}

void Output::interrupt(const QString& text)
{
    const std::scoped_lock lock(m_mutex);
    endStepLine();
    if (!text.isEmpty())
        print(m_streams.error, withoutControls(text) + u'\n');
}

void Output::step(const provision::StepReport& report)
{
    const std::scoped_lock lock(m_mutex);
    const auto isRunning = report.state == provision::StepReport::State::Running;
    if (m_json) {
        printObject(stepObject(report));
    } else if (m_streams.rewrites) {
        const auto line = withoutControls(stepText(report));
        print(m_streams.error, u"\r\x1b[2K"_s + (isRunning ? fitting(line, m_streams.error) : line + u'\n'));
        m_stepLineIsOpen = isRunning;
    } else if (!isRunning) {
        print(m_streams.error, withoutControls(stepText(report)) + u'\n');
    }
}

void Output::error(const Error& error)
{
    const std::scoped_lock lock(m_mutex);
    endStepLine();
    if (m_json)
        printObject({{u"type"_s, u"error"_s},
                     {u"code"_s, QString(errorCodeName(error.code))},
                     {u"exitCode"_s, exitCodeOf(error.code)},
                     {u"message"_s, error.sentence},
                     {u"detail"_s, error.detail}});
    else
        print(m_streams.error, u"kalpanactl: "_s + withoutControls(error.sentence) + u'\n');
}

} // namespace kalpana::cli
