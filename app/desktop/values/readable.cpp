#include "app/desktop/values/readable.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace kalpana::desktop::values {

namespace {
struct Text {
    Q_DECLARE_TR_FUNCTIONS(Readable)
};
} // namespace

QString readableBytes(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes, bytes < 1'000'000 ? 0 : 1, QLocale::DataSizeSIFormat);
}

QString readableAge(const QDateTime& then, const QDateTime& now)
{
    if (!then.isValid())
        return Text::tr("never");
    const auto seconds = then.secsTo(now);
    if (seconds < 60)
        return Text::tr("just now");
    if (seconds < 3600)
        return Text::tr("%1 min ago").arg(seconds / 60);
    const auto days = then.toLocalTime().date().daysTo(now.toLocalTime().date());
    if (days == 0)
        return Text::tr("%1 h ago").arg(seconds / 3600);
    if (days == 1)
        return Text::tr("yesterday");
    if (days < 14)
        return Text::tr("%n days ago", nullptr, static_cast<int>(days));
    return QLocale().toString(then.toLocalTime().date(), QStringLiteral("d MMM yyyy"));
}

QString readableSeconds(double seconds)
{
    if (seconds < 10)
        return Text::tr("%1 s").arg(seconds, 0, 'f', 1);
    const auto whole = static_cast<qint64>(seconds);
    if (whole < 60)
        return Text::tr("%1 s").arg(whole);
    return Text::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
}

QString readableHost(const QString& host)
{
    return host == QLatin1String("local") ? Text::tr("This computer") : host;
}

QString hostInSentence(const QString& host)
{
    return host == QLatin1String("local") ? Text::tr("this computer") : host;
}

} // namespace kalpana::desktop::values
