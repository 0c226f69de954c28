#include "remote/provision/code_server_install.h"

#include "remote/bridge/client/code_server.h"
#include "remote/io/io_thread.h"
#include "remote/provision/code_server_release.h"
#include "remote/provision/download.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <fstream>

namespace kalpana::provision {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(CodeServer)
};

bridge::client::ProgressSink into(Step& step)
{
    return [&step](const bridge::client::InstallProgress& moved) {
        step.moved(static_cast<qint64>(moved.done), static_cast<qint64>(moved.total));
    };
}

Result<void> sendArchive(io::IoThread& io, const bridge::client::ClientPointer& client, const QString& path,
                         const QString& version, const QString& sha256, Step& step, std::stop_token stop)
{
    auto archive = std::make_shared<std::ifstream>(path.toStdString(), std::ios::binary);
    if (!archive->is_open())
        return failure(ErrorCode::Storage, Text::tr("%1 can't be read. Check its permissions.").arg(path));
    return io.run(bridge::client::uploadCodeServer(
                      client, {.version = version.toStdString(), .sha256 = sha256.toStdString()}, std::move(archive),
                      static_cast<std::uint64_t>(QFileInfo(path).size()), into(step)),
                  stop);
}

Result<QUrl> addressOf(const CodeServerSource& source, const CodeServerAsset& asset)
{
    const auto* mirror = std::get_if<FromMirror>(&source);
    auto base = mirror != nullptr ? mirror->address.toString() : asset.address;
    if (base.isEmpty())
        return failure(ErrorCode::Download,
                       Text::tr("This build of Kalpana knows no address to fetch code-server from. Set "
                                "the code-server source to a mirror or to an archive."));
    if (asset.sha256.isEmpty())
        return failure(ErrorCode::Download,
                       Text::tr("This build of Kalpana knows no SHA-256 of %1, so a download could not "
                                "be checked. Set the code-server source to an archive.")
                           .arg(asset.file));
    if (!base.endsWith(u'/'))
        base += u'/';
    return QUrl(base + asset.file);
}

} // namespace

Result<QString> plannedVersion(const CodeServerSource& source)
{
    if (const auto* file = std::get_if<FromFile>(&source))
        return versionOfArchive(file->path);
    return codeServerAsset(u"x86_64"_s).transform([](const CodeServerAsset& asset) { return asset.version; });
}

Result<void> installCodeServer(io::IoThread& io, const bridge::client::ClientPointer& client, const QString& machine,
                               const CodeServerSource& source, const QString& downloadFolder, Step& step,
                               const Progress& progress, std::stop_token stop)
{
    if (const auto* file = std::get_if<FromFile>(&source)) {
        const auto version = versionOfArchive(file->path);
        if (!version)
            return std::unexpected(version.error());
        const auto sha256 = sha256OfFile(file->path);
        if (!sha256)
            return std::unexpected(sha256.error());
        return sendArchive(io, client, file->path, *version, *sha256, step, stop);
    }
    const auto asset = codeServerAsset(machine);
    if (!asset)
        return std::unexpected(asset.error());
    const auto address = addressOf(source, *asset);
    if (!address)
        return std::unexpected(address.error());
    auto fetched = io.run(bridge::client::installCodeServer(
                              client, {.version = asset->version.toStdString(), .sha256 = asset->sha256.toStdString()},
                              address->toString(QUrl::FullyEncoded).toStdString(), into(step)),
                          stop);
    if (fetched || fetched.error().code != ErrorCode::Download)
        return fetched;
    progress.log(fetched.error().sentence + u' ' + fetched.error().detail);
    progress.log(Text::tr("The host can't fetch code-server itself; this computer downloads it and sends it."));
    const auto path = downloadFolder + u'/' + asset->file;
    if (sha256OfFile(path).value_or(QString()) != asset->sha256)
        if (auto downloaded = download(
                *address, path, asset->sha256, [&](qint64 done, qint64 total) { step.moved(done, total); }, stop);
            !downloaded)
            return downloaded;
    return sendArchive(io, client, path, asset->version, asset->sha256, step, stop);
}

} // namespace kalpana::provision
