#include "core/settings/data_folder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace kalpana::settings {

using namespace Qt::StringLiterals;

QString dataFolder()
{
    if (const auto chosen = qEnvironmentVariable("KALPANA_DATA_DIR"); !chosen.isEmpty())
        return QDir(chosen).absolutePath();
    // A relative XDG_DATA_HOME is to be ignored: XDG Base Directory Specification.
    auto data = qEnvironmentVariable("XDG_DATA_HOME");
    if (!QDir::isAbsolutePath(data))
        data = QDir::homePath() + u"/.local/share"_s;
    return QDir::cleanPath(data + u"/kalpana/desktop"_s);
}

Result<void> makeDataFolder(const QString& folder)
{
    constexpr auto ownerOnly = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    const QFileInfo info(QDir::cleanPath(folder));
    if (info.isDir() || (QDir().mkpath(info.path()) && QDir().mkdir(info.filePath(), ownerOnly)) ||
        QFileInfo(folder).isDir())
        return {};
    return failure(
        ErrorCode::Storage,
        QCoreApplication::translate(
            "DataFolder", "The data folder %1 can't be made. Choose another with --data-dir or KALPANA_DATA_DIR.")
            .arg(folder));
}

} // namespace kalpana::settings
