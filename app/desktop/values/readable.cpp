#include "app/desktop/values/readable.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace kalpana::desktop::values {

namespace {
QString tr(const char* text)
{
    return QCoreApplication::translate("Readable", text);
}
} // namespace

QString readableBytes(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes, bytes < 1'000'000 ? 0 : 1, QLocale::DataSizeSIFormat);
}

QString readableAge(const QDateTime& then, const QDateTime& now)
{
    if (!then.isValid())
        return tr("never");
    const auto seconds = then.secsTo(now);
    if (seconds < 60)
        return tr("just now");
    if (seconds < 3600)
        return tr("%1 min ago").arg(seconds / 60);
    const auto days = then.toLocalTime().date().daysTo(now.toLocalTime().date());
    if (days == 0)
        return tr("%1 h ago").arg(seconds / 3600);
    if (days == 1)
        return tr("yesterday");
    if (days < 14)
        return tr("%1 days ago").arg(days);
    return QLocale().toString(then.toLocalTime().date(), QStringLiteral("d MMM yyyy"));
}

QString readableSeconds(double seconds)
{
    if (seconds < 10)
        return tr("%1 s").arg(seconds, 0, 'f', 1);
    const auto whole = static_cast<qint64>(seconds);
    if (whole < 60)
        return tr("%1 s").arg(whole);
    return tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
}

QString readableHost(const QString& host)
{
    return host == QLatin1String("local") ? tr("This computer") : host;
}

QString hostInSentence(const QString& host)
{
    return host == QLatin1String("local") ? tr("this computer") : host;
}

} // namespace kalpana::desktop::values
