#include "app/cli/step_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace kalpana::cli {

using namespace Qt::StringLiterals;
using State = provision::StepReport::State;

namespace {

QString size(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

QString mark(State state)
{
    switch (state) {
    case State::Running:
        return u"·"_s;
    case State::Done:
        return u"✓"_s;
    case State::Skipped:
        return u"–"_s;
    case State::Failed:
        return u"✗"_s;
    }
    return {};
}

QString name(State state)
{
    switch (state) {
    case State::Running:
        return u"running"_s;
    case State::Done:
        return u"done"_s;
    case State::Skipped:
        return u"skipped"_s;
    case State::Failed:
        return u"failed"_s;
    }
    return {};
}

} // namespace

QString stepText(const provision::StepReport& report)
{
    QStringList parts{mark(report.state) + u' ' + report.name};
    if (report.total > 0 && report.done < report.total)
        parts << QCoreApplication::translate("Steps", "%1 of %2").arg(size(report.done), size(report.total));
    else if (report.done > 0)
        parts << size(report.done);
    if (report.state != State::Skipped)
        parts << QCoreApplication::translate("Steps", "%1 s").arg(QLocale().toString(report.seconds, 'f', 1));
    // A failed step's note is the error's sentence, which is printed at the end.
    if (!report.note.isEmpty() && report.state != State::Failed)
        parts << u'(' + report.note + u')';
    return parts.join("  "_L1);
}

QJsonObject stepObject(const provision::StepReport& report)
{
    return {{u"type"_s, u"step"_s},    {u"name"_s, report.name},        {u"state"_s, name(report.state)},
            {u"bytes"_s, report.done}, {u"totalBytes"_s, report.total}, {u"seconds"_s, report.seconds},
            {u"note"_s, report.note}};
}

} // namespace kalpana::cli
