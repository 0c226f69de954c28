#include "tests/support/page_server.h"

#include <QFile>
#include <QProcess>
#include <QSslKey>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <mutex>

namespace kalpana::test {

using namespace Qt::StringLiterals;

MadeCertificate::MadeCertificate(const QString& folder, const QString& name)
    : file(folder + u"/ca.pem"_s), tls(QSslConfiguration::defaultConfiguration())
{
    const auto keyFile = folder + u"/key.pem"_s;
    const auto made = QProcess::execute(
        u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s,
                       u"-nodes"_s, u"-keyout"_s, keyFile, u"-out"_s, file, u"-subj"_s, u"/CN="_s + name, u"-addext"_s,
                       u"subjectAltName=DNS:"_s + name, u"-days"_s, u"2"_s});
    QFile key(keyFile);
    if (made != 0 || !key.open(QFile::ReadOnly))
        qFatal("openssl made no certificate");
    tls.setLocalCertificateChain(QSslCertificate::fromPath(file));
    tls.setPrivateKey(QSslKey(key.readAll(), QSsl::Ec));
}

PageAnswer PageAnswer::page(const QByteArray& type, const QByteArray& body, const QByteArray& status,
                            const QByteArray& headers)
{
    return {.bytes = "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\n" + headers +
                     "Content-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body};
}

struct PageServer::Private {
    QHash<QByteArray, PageAnswer> answers;
    QThread thread;
    QObject onThread;
    std::unique_ptr<QTcpServer> server;
    quint16 port = 0;
    mutable std::mutex mutex; ///< Guards what follows.
    QList<QByteArray> heads;

    void serve(QTcpSocket* socket)
    {
        QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
            const auto head = socket->property("head").toByteArray() + socket->readAll();
            socket->setProperty("head", head);
            if (!head.contains("\r\n\r\n") || socket->property("answered").toBool())
                return;
            socket->setProperty("answered", true);
            {
                const std::scoped_lock lock(mutex);
                heads.append(head);
            }
            const auto path = head.split(' ').value(1);
            answer(socket, answers.value(path, PageAnswer::page("text/plain", "nothing here", "404 Not Found")));
        });
    }

    static void answer(QTcpSocket* socket, const PageAnswer& answer)
    {
        socket->write(answer.bytes);
        if (answer.then == PageAnswer::Then::Close)
            socket->disconnectFromHost();
        if (answer.then != PageAnswer::Then::Repeat)
            return;
        const auto more = [socket, bytes = answer.repeated] {
            if (socket->bytesToWrite() < 1'000'000)
                socket->write(bytes);
        };
        QObject::connect(socket, &QTcpSocket::bytesWritten, socket, more);
        more();
    }
};

PageServer::PageServer(QHash<QByteArray, PageAnswer> answers, std::optional<QSslConfiguration> tls)
    : d(std::make_unique<Private>())
{
    d->answers = std::move(answers);
    d->onThread.moveToThread(&d->thread);
    d->thread.start();
    QMetaObject::invokeMethod(
        &d->onThread,
        [this, tls] {
            if (tls) {
                auto server = std::make_unique<QSslServer>();
                server->setSslConfiguration(*tls);
                d->server = std::move(server);
            } else {
                d->server = std::make_unique<QTcpServer>();
            }
            QObject::connect(d->server.get(), &QTcpServer::pendingConnectionAvailable, &d->onThread, [this] {
                while (auto* socket = d->server->nextPendingConnection())
                    d->serve(socket);
            });
            if (!d->server->listen(QHostAddress::LocalHost))
                qFatal("the page server can't listen: %s", qPrintable(d->server->errorString()));
            d->port = d->server->serverPort();
        },
        Qt::BlockingQueuedConnection);
}

PageServer::~PageServer()
{
    QMetaObject::invokeMethod(&d->onThread, [this] { d->server.reset(); }, Qt::BlockingQueuedConnection);
    d->thread.quit();
    d->thread.wait();
}

quint16 PageServer::port() const
{
    return d->port;
}

QString PageServer::address(const QString& path) const
{
    return u"http://127.0.0.1:%1%2"_s.arg(d->port).arg(path);
}

QList<QByteArray> PageServer::heads() const
{
    const std::scoped_lock lock(d->mutex);
    return d->heads;
}

} // namespace kalpana::test
