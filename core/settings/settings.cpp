#include "core/settings/settings.h"

#include "core/settings/data_folder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>
#include <QUrl>

#include <algorithm>

namespace kalpana::settings {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Settings)
};

QString fileIn(const QString& dataFolder)
{
    return QDir(dataFolder).absoluteFilePath(u"settings.json"_s);
}

Error damaged(const QString& path, const QByteArray& content, qsizetype offset, const QString& reason)
{
    const auto before = QByteArrayView(content).first(std::min(offset, content.size()));
    const auto line = before.count('\n') + 1;
    const auto column = before.size() - before.lastIndexOf('\n');
    return {ErrorCode::Config,
            Text::tr("%1:%2:%3 can't be read: %4. Mend it, or set it aside by another name to start with the defaults.")
                .arg(path)
                .arg(line)
                .arg(column)
                .arg(reason),
            u"offset %1"_s.arg(offset)};
}

Result<QJsonObject> read(const QString& path)
{
    QFile file(path);
    if (!file.exists())
        return QJsonObject();
    if (!file.open(QFile::ReadOnly))
        return failure(ErrorCode::Storage,
                       Text::tr("%1 can't be read: %2. Mend its permissions.").arg(path, file.errorString()));
    const auto content = file.readAll();
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(content, &error);
    if (error.error != QJsonParseError::NoError)
        return std::unexpected(damaged(path, content, error.offset, error.errorString()));
    if (!document.isObject())
        return std::unexpected(damaged(path, content, 0, Text::tr("it is not a JSON object")));
    return document.object();
}

} // namespace

Settings::Settings(Settings&& other) noexcept : m_file(std::move(other.m_file))
{
    const std::scoped_lock lock(other.m_mutex);
    m_values = std::move(other.m_values);
    m_codeServerSource = std::move(other.m_codeServerSource);
}

Result<Settings> Settings::load(const QString& dataFolder)
{
    auto path = fileIn(dataFolder);
    auto values = read(path);
    if (!values)
        return std::unexpected(values.error());
    return Settings(std::move(path), std::move(*values));
}

Result<QString> Settings::setAside(const QString& dataFolder)
{
    const auto path = fileIn(dataFolder);
    auto aside = pathAside(dataFolder);
    if (QFile file(path); !file.rename(aside))
        return failure(ErrorCode::Storage, Text::tr("%1 can't be moved away: %2.").arg(path, file.errorString()));
    return aside;
}

QString Settings::pathAside(const QString& dataFolder)
{
    for (int number = 1;; ++number)
        if (auto aside = u"%1.damaged-%2"_s.arg(fileIn(dataFolder)).arg(number); !QFile::exists(aside))
            return aside;
}

QJsonValue Settings::value(const QString& key) const
{
    const std::scoped_lock lock(m_mutex);
    return m_values.value(key);
}

Result<void> Settings::setValue(const QString& key, const QJsonValue& value)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto made = makeDataFolder(QFileInfo(m_file).path()); !made)
        return made;
    QLockFile alone(m_file + u".lock"_s);
    if (!alone.tryLock(std::chrono::seconds(5)))
        return failure(ErrorCode::Storage, Text::tr("%1 is being written by another program. Try again.").arg(m_file));
    auto values = read(m_file);
    if (!values)
        return std::unexpected(values.error());
    if (value.isUndefined())
        values->remove(key);
    else
        values->insert(key, value);
    QSaveFile file(m_file);
    const auto content = QJsonDocument(*values).toJson();
    if (!file.open(QFile::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return failure(ErrorCode::Storage, Text::tr("%1 can't be written: %2.").arg(m_file, file.errorString()));
    m_values = std::move(*values);
    return {};
}

QString Settings::text(const QString& key, const QString& otherwise) const
{
    const auto found = value(key).toString();
    return found.isEmpty() ? otherwise : found;
}

QString Settings::codeServerSource() const
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_codeServerSource.isEmpty())
            return m_codeServerSource;
    }
    if (const auto chosen = qEnvironmentVariable("KALPANA_CODE_SERVER_SOURCE"); !chosen.isEmpty())
        return chosen;
    return text(u"codeServer.source"_s, u"release"_s);
}

void Settings::useCodeServerSource(const QString& source)
{
    const std::scoped_lock lock(m_mutex);
    m_codeServerSource = source;
}

QString Settings::modelAddress() const
{
    return text(u"model.address"_s, u"https://openrouter.ai/api/v1"_s);
}

QString Settings::modelName() const
{
    return text(u"model.name"_s, u"openrouter/auto"_s);
}

QString Settings::modelApi() const
{
    return text(u"model.api"_s, {});
}

int Settings::modelThinkingTokens() const
{
    return std::clamp(value(u"model.thinkingTokens"_s).toInt(), 0, 128'000);
}

QString Settings::modelProvider() const
{
    const QUrl address(modelAddress());
    const auto host = address.host().toLower();
    if (host == "openrouter.ai"_L1)
        return u"openrouter"_s;
    if (host == "api.openai.com"_L1)
        return u"openai"_s;
    if (host == "api.anthropic.com"_L1)
        return u"anthropic"_s;
    return address.port() < 0 ? host : u"%1:%2"_s.arg(host).arg(address.port());
}

} // namespace kalpana::settings
