#include "remote/provision/download.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

namespace kalpana::provision {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Download)
};

/// Takes the reply's bytes into the file; false when the disk took fewer.
bool drain(QNetworkReply& reply, QFile& file, QCryptographicHash& hash)
{
    const auto bytes = reply.readAll();
    hash.addData(bytes);
    return file.write(bytes) == bytes.size();
}

} // namespace

Result<void> download(const QUrl& address, const QString& path, const QString& sha256,
                      const std::function<void(qint64, qint64)>& moved, std::stop_token stop)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path + ".part"_L1);
    if (!file.open(QFile::WriteOnly | QFile::Truncate))
        return failure(ErrorCode::Storage,
                       Text::tr("%1 can't be written: %2.").arg(file.fileName(), file.errorString()));
    QNetworkAccessManager network;
    network.setTransferTimeout(std::chrono::seconds(60));
    QNetworkRequest request(address);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::NoLessSafeRedirectPolicy);
    const std::unique_ptr<QNetworkReply> reply(network.get(request));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QEventLoop loop;
    bool diskTakesAll = true;
    QObject::connect(reply.get(), &QNetworkReply::readyRead, &loop, [&] {
        diskTakesAll = drain(*reply, file, hash);
        if (!diskTakesAll)
            reply->abort();
    });
    QObject::connect(reply.get(), &QNetworkReply::downloadProgress, &loop, moved);
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    const std::stop_callback onStop(
        stop, [&] { QMetaObject::invokeMethod(reply.get(), &QNetworkReply::abort, Qt::QueuedConnection); });
    if (!reply->isFinished())
        loop.exec();
    if (diskTakesAll)
        diskTakesAll = drain(*reply, file, hash) && file.flush();
    const auto status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const auto fail = [&file](ErrorCode code, const QString& sentence, const QString& detail = {}) {
        file.remove();
        return failure(code, sentence, detail);
    };
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, Text::tr("The download was stopped."));
    if (!diskTakesAll)
        return fail(ErrorCode::Storage,
                    Text::tr("The disk of this computer is full: %1 could not be stored.").arg(path));
    if (reply->error() != QNetworkReply::NoError || status != 200)
        return fail(ErrorCode::Download,
                    Text::tr("%1 could not be downloaded: %2 Check the address, the network and the proxy.")
                        .arg(address.toDisplayString(), reply->errorString()));
    if (QString::fromLatin1(hash.result().toHex()) != sha256)
        return fail(
            ErrorCode::ChecksumMismatch,
            Text::tr("What %1 sent is not the code-server release: its SHA-256 differs. A proxy may have answered in "
                     "its place.")
                .arg(address.host()),
            QString::fromLatin1(hash.result().toHex()));
    file.close();
    QFile::remove(path);
    if (!file.rename(path))
        return fail(ErrorCode::Storage, Text::tr("%1 can't be written: %2.").arg(path, file.errorString()));
    return {};
}

} // namespace kalpana::provision
