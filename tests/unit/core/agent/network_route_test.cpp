#include "core/agent/http_model.h"
#include "core/agent/network_route.h"
#include "tests/support/socks_server.h"
#include "tests/support/temporary_folder.h"

#include <QProcess>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTcpServer>
#include <QTest>
#include <QThread>

#include <mutex>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

namespace {

class Silent final : public ReplyListener {
public:
    void text(const QString& delta) override { all += delta; }
    QString all;
};

/// models.example behind a proxy on 127.0.0.1, with a certificate that no computer trusts; on a thread of its own.
class ProxiedModel final {
public:
    explicit ProxiedModel(const test::TemporaryFolder& folder) : caFile(folder.path(u"ca.pem"_s))
    {
        const auto keyFile = folder.path(u"key.pem"_s);
        const auto made =
            QProcess::execute(u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                                             u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-keyout"_s, keyFile,
                                             u"-out"_s, caFile, u"-subj"_s, u"/CN=models.example"_s, u"-addext"_s,
                                             u"subjectAltName=DNS:models.example"_s, u"-days"_s, u"2"_s});
        if (made != 0)
            qFatal("openssl made no certificate");
        QFile key(keyFile);
        if (!key.open(QFile::ReadOnly))
            qFatal("no key");
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificateChain(QSslCertificate::fromPath(caFile));
        tls.setPrivateKey(QSslKey(key.readAll(), QSsl::Ec));
        m_onThread.moveToThread(&m_thread);
        m_thread.start();
        QMetaObject::invokeMethod(&m_onThread, [this, tls] { listen(tls); }, Qt::BlockingQueuedConnection);
    }
    ~ProxiedModel()
    {
        QMetaObject::invokeMethod(
            &m_onThread,
            [this] {
                delete m_proxy;
                delete m_model;
            },
            Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }

    quint16 modelPort() const { return m_model->serverPort(); }
    QString proxy() const { return u"http://127.0.0.1:%1"_s.arg(m_port); }
    QByteArray seen() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_seen;
    }
    const QString caFile;

private:
    void listen(const QSslConfiguration& tls)
    {
        m_model = new QSslServer;
        m_model->setSslConfiguration(tls);
        QObject::connect(m_model, &QTcpServer::pendingConnectionAvailable, &m_onThread, [this] {
            auto* socket = m_model->nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                if (!socket->readAll().contains("\"stream\":true"))
                    return;
                const QByteArray body =
                    "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}\n\ndata: "
                    "[DONE]\n\n";
                socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: " +
                              QByteArray::number(body.size()) + "\r\n\r\n" + body);
            });
        });
        m_model->listen(QHostAddress::LocalHost);
        m_proxy = new QTcpServer;
        QObject::connect(m_proxy, &QTcpServer::newConnection, &m_onThread, [this] {
            auto* near = m_proxy->nextPendingConnection();
            QObject::connect(near, &QTcpSocket::readyRead, near, [this, near] { pass(near); });
        });
        m_proxy->listen(QHostAddress::LocalHost);
        m_port = m_proxy->serverPort();
    }

    void pass(QTcpSocket* near)
    {
        if (auto* far = near->findChild<QTcpSocket*>()) {
            far->write(near->readAll());
            return;
        }
        {
            const std::scoped_lock lock(m_mutex);
            m_seen += near->readAll();
        }
        auto* far = new QTcpSocket(near);
        QObject::connect(far, &QTcpSocket::readyRead, near, [near, far] { near->write(far->readAll()); });
        QObject::connect(far, &QTcpSocket::connected, near, [near] { near->write("HTTP/1.1 200 Go on\r\n\r\n"); });
        far->connectToHost(QHostAddress::LocalHost, m_model->serverPort());
    }

    QThread m_thread;
    QObject m_onThread;
    QSslServer* m_model = nullptr;
    QTcpServer* m_proxy = nullptr;
    quint16 m_port = 0;
    mutable std::mutex m_mutex; ///< Guards what follows.
    QByteArray m_seen;
};

NetworkRoute routeBy(const test::SocksServer& socks, const QString& caFile, const QString& name = {},
                     std::string_view password = {})
{
    const auto user = name.isEmpty() ? QString() : name + u'@';
    auto route = networkRoute(u"socks5://%1%2:%3"_s.arg(user, u"127.0.0.1"_s).arg(socks.port()), caFile).value();
    if (!password.empty())
        route.password = std::make_shared<const Secret>(password);
    return route;
}

Result<ModelReply> ask(const NetworkRoute& route)
{
    Silent listener;
    return httpModel({.address = QUrl(u"https://models.example/v1"_s),
                      .model = u"m"_s,
                      .key = Secret(std::string_view("sk-test")),
                      .network = route})
        .value()
        ->complete({.messages = {{.role = Message::Role::User, .text = u"Hi"_s}}}, listener, {});
}

} // namespace

class NetworkRouteTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aProxyAndFurtherCertificates_areUsed_andTheProxyNeverSeesTheKey()
    {
        const test::TemporaryFolder folder;
        const ProxiedModel behind(folder);

        const auto reply = ask(networkRoute(behind.proxy(), behind.caFile).value());

        QVERIFY2(reply, qPrintable(reply ? QString() : reply.error().sentence + reply.error().detail));
        QCOMPARE(reply->text, u"Hello"_s);
        QVERIFY2(behind.seen().startsWith("CONNECT models.example:443"), behind.seen());
        QVERIFY(!behind.seen().contains("sk-test"));
    }

    void aCertificateThatNobodyTrusts_isRefused_andTheSettingNamed()
    {
        const test::TemporaryFolder folder;
        const ProxiedModel behind(folder);

        const auto error = ask(networkRoute(behind.proxy(), {}).value()).error();

        QCOMPARE(error.code, ErrorCode::Unreachable);
        QVERIFY2(error.sentence.contains(u"certificate"_s) && error.sentence.contains(u"settings"_s),
                 qPrintable(error.sentence));
    }

    void aSocksProxy_isUsed_andLooksTheNameUp_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("password");
        QTest::newRow("open") << QByteArray() << QByteArray();
        QTest::newRow("with a password") << QByteArray("me") << QByteArray("a word: @/%");
    }
    void aSocksProxy_isUsed_andLooksTheNameUp()
    {
        QFETCH(const QByteArray, name);
        QFETCH(const QByteArray, password);
        const test::TemporaryFolder folder;
        const ProxiedModel behind(folder);
        const test::SocksServer socks(behind.modelPort(), name, password);

        const auto reply =
            ask(routeBy(socks, behind.caFile, QString::fromUtf8(name), {password.data(), size_t(password.size())}));

        QVERIFY2(reply, qPrintable(reply ? QString() : reply.error().sentence + reply.error().detail));
        QCOMPARE(reply->text, u"Hello"_s);
        QCOMPARE(socks.asked(), QList<QByteArray>{"name models.example:443"}); // nobody here knows the name
        QCOMPARE(socks.refused(), 0);
    }

    void aSocksProxyThatDoesNotLetPass_isSaid_data()
    {
        using Mood = test::SocksServer::Mood;
        QTest::addColumn<Mood>("mood");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<QString>("says");
        QTest::newRow("wrong password") << Mood::Connects << u"me"_s << QByteArray("wrong") << u"password"_s;
        QTest::newRow("wrong name") << Mood::Connects << u"you"_s << QByteArray("right") << u"password"_s;
        QTest::newRow("no password") << Mood::Connects << u"me"_s << QByteArray() << u"password"_s;
        QTest::newRow("no name") << Mood::Connects << QString() << QByteArray() << u"proxy"_s;
        QTest::newRow("its rules") << Mood::Refuses << u"me"_s << QByteArray("right") << u"proxy"_s;
    }
    void aSocksProxyThatDoesNotLetPass_isSaid()
    {
        QFETCH(const test::SocksServer::Mood, mood);
        QFETCH(const QString, name);
        QFETCH(const QByteArray, password);
        QFETCH(const QString, says);
        const test::TemporaryFolder folder;
        const ProxiedModel behind(folder);
        const test::SocksServer socks(behind.modelPort(), "me", "right", mood);

        const auto error = ask(routeBy(socks, behind.caFile, name, {password.data(), size_t(password.size())})).error();

        QCOMPARE(error.code, ErrorCode::Unreachable);
        QVERIFY2(error.sentence.contains(says), qPrintable(error.sentence + error.detail));
        QVERIFY(!error.sentence.contains(u"right"_s) && !error.detail.contains(u"right"_s));
    }

    void aSocksProxyThatSaysNothing_isLeft()
    {
        const test::SocksServer socks(1, {}, {}, test::SocksServer::Mood::Stalls);
        Silent listener;
        const auto error = httpModel({.address = QUrl(u"https://models.example/v1"_s),
                                      .model = u"m"_s,
                                      .key = {},
                                      .silence = std::chrono::milliseconds(300),
                                      .network = routeBy(socks, {})})
                               .value()
                               ->complete({.messages = {}}, listener, {})
                               .error();
        QVERIFY2(error.sentence.contains(u"silent"_s), qPrintable(error.sentence));
        QCOMPARE(socks.asked(), QList<QByteArray>{"name models.example:443"});
    }

    void aProxyThatIsGone_isSaid()
    {
        const auto error = ask(networkRoute(u"http://127.0.0.1:1"_s, {}).value()).error();

        QCOMPARE(error.code, ErrorCode::Unreachable);
        QVERIFY2(error.sentence.contains(u"proxy"_s), qPrintable(error.sentence));
    }

    void thisComputer_isNeverAskedForByAProxy()
    {
        QTcpServer nobody;
        QVERIFY(nobody.listen(QHostAddress::LocalHost));
        const auto port = nobody.serverPort();
        nobody.close();
        Silent listener;
        const auto error = httpModel({.address = QUrl(u"http://127.0.0.1:%1/v1"_s.arg(port)),
                                      .model = u"m"_s,
                                      .key = {},
                                      .network = networkRoute(u"http://127.0.0.1:1"_s, {}).value()})
                               .value()
                               ->complete({.messages = {}}, listener, {})
                               .error();
        QVERIFY2(!error.sentence.contains(u"proxy"_s), qPrintable(error.sentence));
    }

    void whatIsNoProxyOrNoCertificate_isRefused_namingTheSetting_data()
    {
        QTest::addColumn<QString>("proxy");
        QTest::addColumn<QString>("caFile");
        QTest::newRow("words") << u"my proxy"_s << QString();
        QTest::newRow("no port") << u"http://proxy.example"_s << QString();
        QTest::newRow("path") << u"http://proxy.example:1/x"_s << QString();
        QTest::newRow("other scheme") << u"ftp://proxy.example:21"_s << QString();
        QTest::newRow("password") << u"http://me:secret@proxy.example:3128"_s << QString();
        QTest::newRow("missing file") << QString() << u"/nowhere/ca.pem"_s;
        QTest::newRow("not PEM") << QString() << QStringLiteral(KALPANA_SOURCE_DIR "/README.md");
        QTest::newRow("folder") << QString() << u"/tmp"_s;
    }
    void whatIsNoProxyOrNoCertificate_isRefused_namingTheSetting()
    {
        QFETCH(QString, proxy);
        QFETCH(QString, caFile);
        const auto error = networkRoute(proxy, caFile).error();
        QCOMPARE(error.code, ErrorCode::Config);
        QVERIFY2(error.sentence.contains(u"network."_s), qPrintable(error.sentence));
        QVERIFY(!error.sentence.contains(u"secret"_s) || proxy.isEmpty() || error.sentence.contains(u"keychain"_s));
    }
};

QTEST_GUILESS_MAIN(NetworkRouteTest)
#include "network_route_test.moc"
