#include "core/settings/language_servers.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace kalpana::settings {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Settings)
};

std::vector<std::string> argumentsIn(const QJsonValue& value)
{
    std::vector<std::string> arguments;
    for (const auto& one : value.toArray()) {
        if (!one.isString() || one.toString().contains(QChar(u'\0')))
            return {};
        arguments.push_back(one.toString().toStdString());
    }
    return !arguments.empty() && !arguments.front().empty() ? arguments : std::vector<std::string>();
}

} // namespace

Result<std::map<std::string, std::vector<std::string>>> languageServers(const Settings& settings)
{
    const auto value = settings.value(QStringLiteral("language.servers"));
    std::map<std::string, std::vector<std::string>> servers;
    if (value.isUndefined())
        return servers;
    if (!value.isObject())
        return failure(ErrorCode::Config, Text::tr("\"language.servers\" in %1 must be an object with a list for each "
                                                   "language, as {\"cpp\": [\"clangd-19\"]}. Mend it there.")
                                              .arg(settings.file()));
    const auto object = value.toObject();
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        auto arguments = argumentsIn(entry.value());
        if (arguments.empty() || entry.key().isEmpty())
            return failure(
                ErrorCode::Config,
                Text::tr("\"language.servers\" in %1 must have for \"%2\" a list of texts that begins with a "
                         "program, as [\"clangd-19\", \"--log=error\"]. Mend it there.")
                    .arg(settings.file(), entry.key()));
        servers[entry.key().toStdString()] = std::move(arguments);
    }
    return servers;
}

} // namespace kalpana::settings
