#include "remote/holder/holder_path.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>

#include <sys/stat.h>
#include <unistd.h>

namespace kalpana::holder {

using namespace Qt::StringLiterals;

namespace {

bool isOwnersAlone(const QString& folder)
{
    struct stat found{};
    return ::lstat(QFile::encodeName(folder).constData(), &found) == 0 && S_ISDIR(found.st_mode) &&
           found.st_uid == ::getuid() && (found.st_mode & 077U) == 0;
}

} // namespace

QString socketPath(const QString& dataFolder, const QString& workspaceId)
{
    const auto place = QFileInfo(dataFolder).canonicalFilePath();
    const auto hash =
        QCryptographicHash::hash((place.isEmpty() ? dataFolder : place).toUtf8(), QCryptographicHash::Sha256).toHex();
    const auto below = u"/holders/%1-%2.sock"_s.arg(QString::fromLatin1(hash.first(8)), workspaceId);
    constexpr qsizetype longestPath = 100; // of 107 that fit into sockaddr_un
    const auto runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (QDir::isAbsolutePath(runtime) && isOwnersAlone(runtime)) {
        const auto path = runtime + u"/kalpana"_s + below;
        if (path.toUtf8().size() <= longestPath)
            return path;
    }
    return u"/tmp/kalpana-%1"_s.arg(::getuid()) + below;
}

Result<void> makeSocketFolder(const QString& socket)
{
    const auto folder = QFileInfo(socket).path();
    const auto parent = QFileInfo(folder).path();
    for (const auto& each : {parent, folder}) {
        ::mkdir(QFile::encodeName(each).constData(), 0700);
        if (!isOwnersAlone(each))
            return failure(ErrorCode::Storage,
                           QCoreApplication::translate(
                               "Holder", "The folder %1 must be yours alone. Remove it, or set its mode to 700.")
                               .arg(each));
    }
    return {};
}

} // namespace kalpana::holder
