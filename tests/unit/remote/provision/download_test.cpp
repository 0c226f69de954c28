#include "remote/provision/download.h"
#include "tests/support/temporary_folder.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QThread>

using namespace kalpana;
using namespace kalpana::provision;
using namespace Qt::StringLiterals;

namespace {

/// Answers every request with the same bytes and closes; lives on a thread of its own, as a mirror does.
class CannedServer final {
public:
    explicit CannedServer(QByteArray answer)
    {
        m_thread.start();
        m_server.moveToThread(&m_thread);
        QMetaObject::invokeMethod(
            &m_server,
            [this, answer] {
                m_server.listen(QHostAddress::LocalHost);
                QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, answer] {
                    auto* socket = m_server.nextPendingConnection();
                    QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
                        if (!socket->readAll().contains("\r\n\r\n"))
                            return;
                        socket->write(answer);
                        socket->disconnectFromHost();
                    });
                });
            },
            Qt::BlockingQueuedConnection);
    }
    ~CannedServer()
    {
        QMetaObject::invokeMethod(
            &m_server,
            [this] {
                m_server.close();
                m_server.moveToThread(nullptr);
            },
            Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
    QUrl address() const { return QUrl(u"http://127.0.0.1:%1/code-server.tar.gz"_s.arg(m_server.serverPort())); }

private:
    QThread m_thread;
    QTcpServer m_server;
};

QByteArray ok(const QByteArray& body, qsizetype length = -1)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(length < 0 ? body.size() : length) + "\r\n\r\n" +
           body;
}

QString sha(const QByteArray& bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

} // namespace

class DownloadTest final : public QObject {
    Q_OBJECT

    test::TemporaryFolder m_folder;
    QString m_target = m_folder.path(u"cache/archive.tar.gz"_s);

    Result<void> fetch(const QUrl& address, const QString& sha256, std::stop_token stop = {})
    {
        return download(address, m_target, sha256, [](qint64, qint64) {}, stop);
    }
    bool nothingLeft() const { return QDir(m_folder.path(u"cache"_s)).isEmpty(); }

private Q_SLOTS:
    void rightBytes_arrive()
    {
        const CannedServer server(ok("the release"));
        const auto fetched = fetch(server.address(), sha("the release"));
        QVERIFY2(fetched.has_value(), fetched ? "" : qPrintable(fetched.error().sentence));
        QCOMPARE(m_folder.read(u"cache/archive.tar.gz"_s), "the release");
        QVERIFY(QFile::remove(m_target));
        QVERIFY(nothingLeft());
    }

    void htmlPageInItsPlace_isAChecksumMismatch_andLeavesNothing()
    {
        const CannedServer server(ok("<html>Please sign in to the network</html>"));
        QCOMPARE(fetch(server.address(), sha("the release")).error().code, ErrorCode::ChecksumMismatch);
        QVERIFY(nothingLeft());
    }

    void cutTransfer_isADownloadError_andLeavesNothing()
    {
        const CannedServer server(ok("the rel", 5000));
        QCOMPARE(fetch(server.address(), sha("the release")).error().code, ErrorCode::Download);
        QVERIFY(nothingLeft());
    }

    void missingFile_isNamed()
    {
        const CannedServer server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        const auto fetched = fetch(server.address(), sha("x"));
        QCOMPARE(fetched.error().code, ErrorCode::Download);
        QVERIFY(fetched.error().sentence.contains(u"code-server.tar.gz"_s));
    }

    void stop_endsIt()
    {
        std::stop_source source;
        source.request_stop();
        const CannedServer server(ok("never", 100));
        QCOMPARE(fetch(server.address(), sha("x"), source.get_token()).error().code, ErrorCode::Cancelled);
        QVERIFY(nothingLeft());
    }
};

QTEST_GUILESS_MAIN(DownloadTest)
#include "download_test.moc"
