#include "remote/provision/code_server_source.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace kalpana::provision {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(CodeServer)
};

} // namespace

Result<CodeServerSource> parseCodeServerSource(const QString& text)
{
    if (text.isEmpty() || text == "release"_L1)
        return FromRelease{};
    const QUrl address(text, QUrl::StrictMode);
    if (address.scheme() == "https"_L1 || address.scheme() == "http"_L1) {
        if (!address.isValid() || address.host().isEmpty())
            return failure(ErrorCode::Usage,
                           Text::tr("The code-server source %1 is not a valid address. Give http://… or "
                                    "https://… of a folder with the archives.")
                               .arg(text));
        return FromMirror{address};
    }
    const auto path = address.scheme() == "file"_L1 ? address.toLocalFile() : text;
    if (!path.endsWith(".tar.gz"_L1))
        return failure(ErrorCode::Usage,
                       Text::tr("The code-server source %1 is neither \"release\", an http(s) address nor "
                                "a .tar.gz file. Give one of these.")
                           .arg(text));
    if (!QFileInfo(path).isReadable())
        return failure(ErrorCode::NotFound,
                       Text::tr("The code-server archive %1 can't be read. Check the path.").arg(path));
    return FromFile{QFileInfo(path).absoluteFilePath()};
}

Result<QString> versionOfArchive(const QString& path)
{
    static const QRegularExpression pattern(
        u"^code-server-(\\d+\\.\\d+\\.\\d+[^/]*)-linux-(amd64|arm64)\\.tar\\.gz$"_s);
    const auto match = pattern.match(QFileInfo(path).fileName());
    if (!match.hasMatch())
        return failure(ErrorCode::Usage, Text::tr("The archive %1 must be called code-server-<version>-linux-<amd64 or "
                                                  "arm64>.tar.gz, as its release calls it.")
                                             .arg(path));
    return match.captured(1);
}

Result<QString> sha256OfFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly))
        return failure(ErrorCode::NotFound, Text::tr("%1 can't be read: %2.").arg(path, file.errorString()));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(&file);
    return QString::fromLatin1(hash.result().toHex());
}

} // namespace kalpana::provision
