#include "remote/ssh/identity_file.h"
#include "remote/ssh/session.h"
#include "remote/ssh/wire.h"
#include "tests/support/test_sshd.h"

#include <QHostAddress>
#include <QTcpSocket>
#include <QTest>

#include <deque>

using namespace kalpana;
using namespace Qt::StringLiterals;
using ssh::Event;
using ssh::Session;

namespace {

std::span<const std::byte> bytesOf(QByteArrayView text)
{
    return {reinterpret_cast<const std::byte*>(text.data()), static_cast<std::size_t>(text.size())};
}

constexpr auto limitMs = 30000;

/// A Session and a real sshd, joined by the test's own thread: passive means that any loop will do.
class Pair final {
public:
    Pair() { m_socket.connectToHost(QHostAddress::LocalHost, m_server.port()); }

    /// Carries bytes, `step` at a time, until the session says something.
    Event next(qsizetype step = 65536)
    {
        std::vector<std::byte> out;
        for (;;) {
            if (m_events.empty())
                std::ranges::move(session.pump(), std::back_inserter(m_events));
            session.takeOutput(out);
            m_socket.write(reinterpret_cast<const char*>(out.data()), static_cast<qint64>(out.size()));
            if (!m_events.empty()) {
                auto event = m_events.front();
                m_events.pop_front();
                return event;
            }
            if (m_waiting.isEmpty()) {
                if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(limitMs))
                    return {.kind = Event::Kind::Lost, .text = "nothing came"};
                m_waiting = m_socket.readAll();
            }
            session.receive(bytesOf(m_waiting.first(std::min(step, m_waiting.size()))));
            m_waiting.remove(0, step);
        }
    }
    /// Past events that say nothing new.
    Event nextOf(Event::Kind kind, qsizetype step = 65536)
    {
        for (;;)
            if (auto event = next(step); event.kind == kind || event.kind == Event::Kind::Lost)
                return event;
    }

    std::string user() const { return m_server.user().toStdString(); }
    QByteArray hostKey() const { return m_server.hostKeyLine(); }
    QString clientKey() const { return m_server.clientKey(); }

    Session session{"ssh-ed25519"};

private:
    test::TestSshd m_server;
    QTcpSocket m_socket;
    QByteArray m_waiting;
    std::deque<Event> m_events;
};

} // namespace

class SessionTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wholeConnection_fedInPieces_data()
    {
        QTest::addColumn<qsizetype>("step");
        for (const auto step : {1, 7, 1000, 65536})
            QTest::addRow("%d bytes", step) << qsizetype{step};
    }
    void wholeConnection_fedInPieces()
    {
        QFETCH(qsizetype, step);
        Pair pair;
        auto& session = pair.session;
        session.startHandshake();
        const auto begun = pair.next(step);
        QVERIFY2(begun.kind == Event::Kind::HandshakeDone, begun.text.c_str());
        QCOMPARE(session.hostKey().blob.toBase64(), pair.hostKey().split(' ')[1]);
        QVERIFY(session.algorithms().starts_with("curve25519-sha256"));

        session.askMethods(pair.user());
        QCOMPARE(pair.next(step).text, "publickey");

        const auto file = ssh::IdentityFile::read(pair.clientKey());
        session.offerKey(pair.user(), file->publicKey().blob);
        const auto wanted = pair.next(step);
        QVERIFY(wanted.kind == Event::Kind::SignatureWanted);
        QVERIFY(session.pump().empty());
        session.provideSignature(*file->unlock({})->sign(QByteArray::fromStdString(wanted.text), "ssh-ed25519"));
        const auto signedIn = pair.next(step);
        QVERIFY2(signedIn.kind == Event::Kind::Authenticated, signedIn.text.c_str());

        const auto id = session.open(ssh::ChannelRequest::exec("cat; echo bad >&2; exit 4"));
        QVERIFY(session.ping());
        QVERIFY(pair.nextOf(Event::Kind::ChannelOpened, step).kind == Event::Kind::ChannelOpened);
        const QByteArray sent("hello over there");
        QCOMPARE(session.write(id, bytesOf(sent)), std::size_t(sent.size()));
        session.sendEof(id);
        QVERIFY(pair.nextOf(Event::Kind::ChannelClosed, step).kind == Event::Kind::ChannelClosed);
        QByteArray got(100, '\0');
        got.resize(qsizetype(session.read(id, {reinterpret_cast<std::byte*>(got.data()), std::size_t(got.size())})));
        QCOMPARE(got, sent);
        QVERIFY(session.atEnd(id));
        QCOMPARE(session.errorText(id), "bad\n");
        QCOMPARE(session.exitStatus(id)->code, 4);
        session.close(id);
    }

    void refusedSignature_isARefusal_andTheNextKeyGoesOn()
    {
        Pair pair;
        auto& session = pair.session;
        session.startHandshake();
        QVERIFY(pair.next().kind == Event::Kind::HandshakeDone);
        const auto file = ssh::IdentityFile::read(pair.clientKey());
        for (const auto& bytes : {QByteArray(), QByteArray(64, 'x')}) {
            session.offerKey(pair.user(), file->publicKey().blob);
            QVERIFY(pair.next().kind == Event::Kind::SignatureWanted);
            session.provideSignature(bytes);
            QVERIFY(pair.next().kind == Event::Kind::Refused);
        }
        session.offerKey(pair.user(), file->publicKey().blob);
        session.provideSignature(*file->unlock({})->sign(QByteArray::fromStdString(pair.next().text), "ssh-ed25519"));
        QVERIFY(pair.next().kind == Event::Kind::Authenticated);
    }

    void commandThatCannotBeStarted_andClosedBeforeItsReply_leaveTheRestAlone()
    {
        Pair pair;
        auto& session = pair.session;
        signIn(pair);
        const auto dropped = session.open(ssh::ChannelRequest::exec("sleep 100"));
        const auto neverSent = session.open(ssh::ChannelRequest::exec("sleep 100"));
        QVERIFY(session.pump().empty());
        session.close(dropped);
        session.close(neverSent);
        const auto kept = session.open(ssh::ChannelRequest::exec("echo fine"));
        const auto opened = pair.nextOf(Event::Kind::ChannelOpened);
        QCOMPARE(opened.channel, kept);
        const auto closed = pair.nextOf(Event::Kind::ChannelClosed);
        QVERIFY2(closed.kind == Event::Kind::ChannelClosed, closed.text.c_str());
    }

    void peerThatIsNoSsh_isLost_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("web") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n");
        QTest::newRow("endless line") << QByteArray(1 << 20, 'x');
        QTest::newRow("zeros") << QByteArray(100000, '\0');
        QTest::newRow("half a banner") << QByteArray("SSH-2.0-Open");
        QTest::newRow("noise after the banner") << QByteArray("SSH-2.0-OpenSSH_10.0\r\n") + QByteArray(100000, '\x5a');
        QTest::newRow("zero packets") << QByteArray("SSH-2.0-OpenSSH_10.0\r\n") + QByteArray(100000, '\0');
        QTest::newRow("huge packet") << QByteArray("SSH-2.0-OpenSSH_10.0\r\n\x7f\xff\xff\xff\x04") +
                                            QByteArray(100, 'x');
        QTest::newRow("empty key exchange")
            << QByteArray("SSH-2.0-OpenSSH_10.0\r\n") + QByteArray("\0\0\0\x0c\x0a\x14", 6) + QByteArray(10, '\0');
    }
    void peerThatIsNoSsh_isLost()
    {
        QFETCH(QByteArray, text);
        for (const auto step : {qsizetype{1000000}, qsizetype{997}}) {
            Session session("ssh-ed25519");
            session.startHandshake();
            std::vector<Event> events;
            for (qsizetype at = 0; at < text.size() && events.empty(); at += step) {
                session.receive(bytesOf(QByteArrayView(text).sliced(at, std::min(step, text.size() - at))));
                events = session.pump();
            }
            if (events.empty()) {
                session.end();
                events = session.pump();
            }
            QCOMPARE(events.size(), 1U);
            QVERIFY(events[0].kind == Event::Kind::Lost);
            QVERIFY(!events[0].text.empty());
            QVERIFY(session.pump().empty());
        }
    }

private:
    static void signIn(Pair& pair)
    {
        pair.session.startHandshake();
        pair.nextOf(Event::Kind::HandshakeDone);
        const auto file = ssh::IdentityFile::read(pair.clientKey());
        pair.session.offerKey(pair.user(), file->publicKey().blob);
        pair.session.provideSignature(*file->unlock({})->sign(
            QByteArray::fromStdString(pair.nextOf(Event::Kind::SignatureWanted).text), "ssh-ed25519"));
        QVERIFY(pair.nextOf(Event::Kind::Authenticated).kind == Event::Kind::Authenticated);
    }
};

QTEST_GUILESS_MAIN(SessionTest)
#include "session_test.moc"
