#include "app/cli/workspace_text.h"

#include <QCoreApplication>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

QString shownTime(const QDateTime& time)
{
    return time.isValid() ? time.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s)
                          : QCoreApplication::translate("Workspaces", "never");
}

QJsonObject recordObject(const workspace::Record& record, const QString& state)
{
    const auto printed = [](const QDateTime& time) {
        return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
    };
    return {{u"type"_s, u"workspace"_s},
            {u"id"_s, record.id},
            {u"name"_s, record.name},
            {u"host"_s, record.host},
            {u"folder"_s, record.folder},
            {u"state"_s, state},
            {u"createdAt"_s, printed(record.createdAt)},
            {u"lastUsedAt"_s, printed(record.lastUsedAt)},
            {u"gatewayPort"_s, record.gatewayPort}};
}

} // namespace kalpana::cli
