#include "tests/support/socks_server.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QtEndian>

#include <mutex>

namespace kalpana::test {

namespace {

enum class Step { Greeting, Password, Request, Open };

struct Client {
    QTcpSocket* near = nullptr;
    QTcpSocket* far = nullptr;
    QByteArray input;
    Step step = Step::Greeting;
};

} // namespace

struct SocksServer::Private {
    quint16 target = 0;
    QByteArray name;
    QByteArray password;
    Mood mood = Mood::Connects;
    QThread thread;
    QObject onThread;
    std::unique_ptr<QTcpServer> server;
    quint16 port = 0;
    mutable std::mutex mutex; ///< Guards what follows.
    QList<QByteArray> asked;
    int refused = 0;

    void read(Client& client)
    {
        client.input += client.near->readAll();
        while (client.step != Step::Open && readOne(client)) {
        }
        if (client.step == Step::Open && client.far != nullptr) {
            client.far->write(client.input);
            client.input.clear();
        }
    }

    /// False where more must come.
    bool readOne(Client& client)
    {
        auto& in = client.input;
        const auto at = [&in](qsizetype index) { return static_cast<quint8>(in[index]); };
        if (client.step == Step::Greeting) {
            if (in.size() < 2 || in.size() < 2 + at(1))
                return false;
            const char wanted = name.isEmpty() ? '\0' : '\2';
            const bool offered = in.mid(2, at(1)).contains(wanted);
            in.remove(0, 2 + at(1));
            client.near->write(QByteArray("\5") + (offered ? wanted : '\xff'));
            if (!offered) {
                refuse();
                client.near->disconnectFromHost();
                return false;
            }
            client.step = name.isEmpty() ? Step::Request : Step::Password;
            return true;
        }
        if (client.step == Step::Password) {
            if (in.size() < 2 || in.size() < 3 + at(1) || in.size() < 3 + at(1) + at(2 + at(1)))
                return false;
            const auto nameSize = at(1);
            const auto passwordSize = at(2 + nameSize);
            const bool right = in.mid(2, nameSize) == name && in.mid(3 + nameSize, passwordSize) == password;
            in.remove(0, 3 + nameSize + passwordSize);
            client.near->write(QByteArray("\1") + (right ? '\0' : '\1'));
            if (!right) {
                refuse();
                client.near->disconnectFromHost();
                return false;
            }
            client.step = Step::Request;
            return true;
        }
        if (in.size() < 5)
            return false;
        const bool isName = at(3) == 3;
        const qsizetype length = isName ? 1 + at(4) : at(3) == 4 ? 16 : 4;
        if (in.size() < 4 + length + 2)
            return false;
        const auto wanted = qFromBigEndian<quint16>(in.constData() + 4 + length);
        const auto host =
            isName ? "name " + in.mid(5, length - 1)
            : length == 4
                ? "address " + QHostAddress(qFromBigEndian<quint32>(in.constData() + 4)).toString().toLatin1()
                : "address " + QHostAddress(reinterpret_cast<const quint8*>(in.constData() + 4)).toString().toLatin1();
        {
            const std::scoped_lock lock(mutex);
            asked.append(host + ':' + QByteArray::number(wanted));
        }
        in.remove(0, 4 + length + 2);
        client.step = Step::Open;
        answer(client);
        return true;
    }

    void answer(Client& client) const
    {
        const QByteArray rest("\0\1\177\0\0\1\0\0", 8);
        if (mood == Mood::Stalls)
            return;
        if (mood == Mood::Refuses) {
            client.near->write("\5\2" + rest); // by a rule
            client.near->disconnectFromHost();
            return;
        }
        auto* far = new QTcpSocket(client.near);
        auto* near = client.near;
        client.far = far;
        QObject::connect(far, &QTcpSocket::connected, near,
                         [near, rest] { near->write(QByteArray("\5\0", 2) + rest); });
        QObject::connect(far, &QTcpSocket::readyRead, near, [near, far] { near->write(far->readAll()); });
        QObject::connect(far, &QTcpSocket::disconnected, near, [near] { near->disconnectFromHost(); });
        far->connectToHost(QHostAddress::LocalHost, target);
    }

    void refuse()
    {
        const std::scoped_lock lock(mutex);
        ++refused;
    }
};

SocksServer::SocksServer(quint16 target, QByteArray name, QByteArray password, Mood mood)
    : d(std::make_unique<Private>())
{
    d->target = target;
    d->name = std::move(name);
    d->password = std::move(password);
    d->mood = mood;
    d->onThread.moveToThread(&d->thread);
    d->thread.start();
    QMetaObject::invokeMethod(
        &d->onThread,
        [this] {
            d->server = std::make_unique<QTcpServer>();
            QObject::connect(d->server.get(), &QTcpServer::newConnection, &d->onThread, [this] {
                while (auto* socket = d->server->nextPendingConnection()) {
                    const auto client = std::make_shared<Client>(Client{.near = socket});
                    QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, client] { d->read(*client); });
                    QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                }
            });
            if (!d->server->listen(QHostAddress::LocalHost))
                qFatal("the proxy can't listen: %s", qPrintable(d->server->errorString()));
            d->port = d->server->serverPort();
        },
        Qt::BlockingQueuedConnection);
}

SocksServer::~SocksServer()
{
    QMetaObject::invokeMethod(&d->onThread, [this] { d->server.reset(); }, Qt::BlockingQueuedConnection);
    d->thread.quit();
    d->thread.wait();
}

quint16 SocksServer::port() const
{
    return d->port;
}

QList<QByteArray> SocksServer::asked() const
{
    const std::scoped_lock lock(d->mutex);
    return d->asked;
}

int SocksServer::refused() const
{
    const std::scoped_lock lock(d->mutex);
    return d->refused;
}

} // namespace kalpana::test
