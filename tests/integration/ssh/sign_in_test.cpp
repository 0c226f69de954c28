#include "remote/host/command_output.h"
#include "remote/io/io_thread.h"
#include "remote/ssh/connect.h"
#include "tests/integration/ssh/answers.h"
#include "tests/support/test_sshd.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <optional>
#include <thread>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::Answers;
using test::TestSshd;

namespace {

using Connected = Result<std::shared_ptr<ssh::SshHost>>;

/// ssh-keygen -p and the like.
bool run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(program, arguments);
    return process.waitForFinished() && process.exitCode() == 0;
}

/// A real ssh-agent of the test's own.
class Agent final {
public:
    explicit Agent(const QString& folder) : m_socket(folder + u"/agent"_s)
    {
        m_process.start(u"ssh-agent"_s, {u"-D"_s, u"-a"_s, m_socket});
        while (m_process.state() != QProcess::NotRunning && !QFile::exists(m_socket))
            m_process.waitForReadyRead(20);
    }
    ~Agent()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    bool add(const QString& key)
    {
        qputenv("SSH_AUTH_SOCK", m_socket.toUtf8());
        const auto added = run(u"ssh-add"_s, {u"-q"_s, key});
        qunsetenv("SSH_AUTH_SOCK");
        return added;
    }
    QString socket() const { return m_socket; }

private:
    QString m_socket;
    QProcess m_process;
};

QString sentence(const Connected& outcome)
{
    return outcome ? u"connected"_s : outcome.error().sentence + u" — "_s + outcome.error().detail;
}

#define VERIFY_CONNECTED(attempt)                                                                                      \
    do {                                                                                                               \
        const auto& tried = attempt;                                                                                   \
        QVERIFY2(tried.has_value(), qPrintable(sentence(tried)));                                                      \
    } while (false)
#define VERIFY_FAILED(attempt, expected)                                                                               \
    do {                                                                                                               \
        const auto& tried = attempt;                                                                                   \
        QVERIFY2(!tried.has_value(), "connected");                                                                     \
        QVERIFY2(tried.error().code == (expected), qPrintable(sentence(tried)));                                       \
    } while (false)

} // namespace

class SignInTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void identityFile_letsIn_andACommandRuns()
    {
        TestSshd server;
        const auto host = connect(server.configFile());
        VERIFY_CONNECTED(host);
        const auto output = m_io.run(host::run(**host, "cat; echo bad >&2; exit 3", "good"));
        QVERIFY2(output.has_value(), output ? "" : qPrintable(output.error().sentence));
        QCOMPARE(output->out, "good");
        QCOMPARE(output->err, "bad\n");
        QCOMPARE(output->status.code, 3);
        QVERIFY(m_answers->hostKeyQuestions.isEmpty());
        QVERIFY(QTest::qWaitFor([&] { return (*host)->roundTripMs() > 0; }));
    }

    void everyKindOfKey_letsIn_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::newRow("rsa") << QStringList{u"-t"_s, u"rsa"_s};
        QTest::newRow("rsa pem") << QStringList{u"-t"_s, u"rsa"_s, u"-m"_s, u"PEM"_s};
        QTest::newRow("ecdsa") << QStringList{u"-t"_s, u"ecdsa"_s};
        QTest::newRow("ecdsa 521") << QStringList{u"-t"_s, u"ecdsa"_s, u"-b"_s, u"521"_s};
    }
    void everyKindOfKey_letsIn()
    {
        QFETCH(QStringList, options);
        TestSshd server;
        const auto key = server.path(u"other"_s);
        QVERIFY(run(u"ssh-keygen"_s, QStringList{u"-q"_s, u"-N"_s, QString(), u"-f"_s, key} + options));
        server.authorize(read(key + u".pub"_s));
        VERIFY_CONNECTED(connect(server.configFile(u"box"_s, {u"IdentityFile "_s + key, u"IdentitiesOnly yes"_s})));
    }

    void everyKindOfHostKey_isVerified_data()
    {
        QTest::addColumn<QString>("kind");
        for (const auto* kind : {"ed25519", "ecdsa", "rsa"})
            QTest::newRow(kind) << QString::fromLatin1(kind);
    }
    void everyKindOfHostKey_isVerified()
    {
        QFETCH(QString, kind);
        TestSshd server({.hostKeys = {kind}});
        VERIFY_CONNECTED(connect(server.configFile()));
    }

    void encryptedKey_asksForItsPassphrase_untilItIsRight()
    {
        TestSshd server;
        const auto key = locked(server);
        m_answers->passphrases = {"wrong", "sesame"};
        VERIFY_CONNECTED(connect(server.configFile(u"box"_s, {u"IdentityFile "_s + key, u"IdentitiesOnly yes"_s})));
        QCOMPARE(m_answers->passphraseQuestions.size(), 2);
        QCOMPARE(m_answers->passphraseQuestions[0].file, key);
        QCOMPARE(m_answers->passphraseQuestions[1].attempt, 2);
    }

    void encryptedKey_thatTheServerDoesNotWant_asksNothing()
    {
        TestSshd server({.clientKeyIsAuthorized = false});
        const auto key = server.path(u"other"_s);
        QVERIFY(run(u"ssh-keygen"_s, {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, u"sesame"_s, u"-f"_s, key}));
        const auto outcome = connect(server.configFile(u"box"_s, {u"IdentityFile "_s + key}));
        VERIFY_FAILED(outcome, ErrorCode::Authentication);
        QVERIFY(m_answers->passphraseQuestions.isEmpty());
    }

    void noPassphrase_passesTheKeyOver_andTheNextLetsIn()
    {
        TestSshd server;
        const auto key = locked(server);
        VERIFY_CONNECTED(connect(server.configFile(u"box"_s, {u"IdentityFile "_s + key})));
        QCOMPARE(m_answers->passphraseQuestions.size(), 1);
    }

    void agent_letsIn_withAnyOfItsKeys()
    {
        TestSshd server({.clientKeyIsAuthorized = false});
        Agent agent(server.path(QString()));
        const auto other = server.path(u"other"_s);
        QVERIFY(run(u"ssh-keygen"_s, {u"-q"_s, u"-t"_s, u"rsa"_s, u"-N"_s, QString(), u"-f"_s, other}));
        server.authorize(read(other + u".pub"_s));
        QVERIFY(agent.add(other));
        VERIFY_CONNECTED(
            connect(server.configFile(u"box"_s, {u"IdentityAgent "_s + agent.socket(), u"IdentityFile none"_s})));
    }

    void agent_signsForAnIdentityFile_thatIsOnlyAPublicKey()
    {
        TestSshd server;
        Agent agent(server.path(QString()));
        QVERIFY(agent.add(server.clientKey()));
        const auto half = server.path(u"half.pub"_s);
        QVERIFY(QFile::copy(server.clientKey() + u".pub"_s, half));
        QFile::remove(server.clientKey());
        VERIFY_CONNECTED(connect(server.configFile(
            u"box"_s, {u"IdentityAgent "_s + agent.socket(), u"IdentitiesOnly yes"_s, u"IdentityFile "_s + half})));
    }

    void identitiesOnly_leavesOtherAgentKeysAlone()
    {
        TestSshd server({.config = {u"MaxAuthTries 2"_s}});
        Agent agent(server.path(QString()));
        for (const auto* name : {"one", "two", "three", "four"}) {
            const auto key = server.path(QString::fromLatin1(name));
            QVERIFY(run(u"ssh-keygen"_s, {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, QString(), u"-f"_s, key}));
            QVERIFY(agent.add(key));
        }
        const auto tooMany = connect(server.configFile(u"box"_s, {u"IdentityAgent "_s + agent.socket()}));
        VERIFY_FAILED(tooMany, ErrorCode::Authentication);
        QVERIFY2(tooMany.error().sentence.contains(u"IdentitiesOnly"_s), qPrintable(sentence(tooMany)));
        VERIFY_CONNECTED(
            connect(server.configFile(u"box"_s, {u"IdentityAgent "_s + agent.socket(), u"IdentitiesOnly yes"_s})));
    }

    void deadAgent_isPassedOver()
    {
        TestSshd server;
        VERIFY_CONNECTED(connect(server.configFile(u"box"_s, {u"IdentityAgent /nowhere/agent"_s})));
    }

    void wrongKey_isRefused_andTheSentenceSaysWhatWasTried()
    {
        TestSshd server({.clientKeyIsAuthorized = false});
        const auto outcome = connect(server.configFile(u"box"_s, {u"IdentityFile /nowhere/key"_s}));
        VERIFY_FAILED(outcome, ErrorCode::Authentication);
        for (const auto& part : {server.clientKey(), u"/nowhere/key"_s, server.user(), u"box"_s})
            QVERIFY2(outcome.error().sentence.contains(part), qPrintable(sentence(outcome)));
    }

    void halfOfTwoFactors_isNotEnough_andTheServersWishIsNamed()
    {
        TestSshd server({.config = {u"AuthenticationMethods publickey,password"_s, u"PasswordAuthentication yes"_s}});
        const auto outcome = connect(server.configFile());
        VERIFY_FAILED(outcome, ErrorCode::Authentication);
        QCOMPARE(m_answers->passwordQuestions.size(), 1);
        QVERIFY2(outcome.error().sentence.contains(u"password"_s), qPrintable(sentence(outcome)));
    }

    void password_letsIn_afterAWrongOne_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("password") << u"KbdInteractiveAuthentication no"_s;
        QTest::newRow("keyboard-interactive") << u"KbdInteractiveAuthentication yes\nPasswordAuthentication no"_s;
        QTest::newRow("both") << u"KbdInteractiveAuthentication yes"_s;
        QTest::newRow("second factor")
            << u"AuthenticationMethods publickey,password\nKbdInteractiveAuthentication no"_s;
    }
    void password_letsIn_afterAWrongOne()
    {
        QFETCH(QString, line);
        if (!TestSshd::hasPasswords())
            QSKIP("passwords need root and mount namespaces");
        const auto isSecond = line.contains(u"publickey"_s);
        TestSshd server({.config = {line}, .clientKeyIsAuthorized = isSecond, .password = "hunter2"});
        m_answers->passwords = {"wrong", "hunter2"};
        VERIFY_CONNECTED(connect(server.configFile()));
        QCOMPARE(m_answers->passwordQuestions.size(), 2);
        QCOMPARE(m_answers->passwordQuestions[1].attempt, 2);
        QCOMPARE(m_answers->passwordQuestions[1].host, u"box"_s);
        QVERIFY(!server.log().contains("hunter2"));
    }

    void wrongPassword_isAskedThreeTimes_thenRefused()
    {
        TestSshd server({.config = {u"PasswordAuthentication yes"_s}, .clientKeyIsAuthorized = false});
        m_answers->passwords = {"one", "two", "three", "four"};
        const auto outcome = connect(server.configFile(u"box"_s, {u"IdentityFile none"_s}));
        VERIFY_FAILED(outcome, ErrorCode::Authentication);
        QCOMPARE(m_answers->passwordQuestions.size(), 3);
        QCOMPARE(m_answers->passwordQuestions[2].attempt, 3);
        QVERIFY(!sentence(outcome).contains(u"three"_s));
    }

    void unknownHostKey_isAsked_andAppended_andThenKnown()
    {
        TestSshd server;
        const auto known = server.path(u"new/known_hosts"_s);
        const auto config = server.configFile(u"box"_s, {u"UserKnownHostsFile "_s + known});
        VERIFY_FAILED(connect(config), ErrorCode::HostKeyUnknown);
        QVERIFY(!QFile::exists(known));

        m_answers->acceptsHostKeys = true;
        VERIFY_CONNECTED(connect(config));
        QCOMPARE(m_answers->hostKeyQuestions.size(), 2);
        QCOMPARE(m_answers->hostKeyQuestions[1].host, u"[127.0.0.1]:%1"_s.arg(server.port()));
        QProcess fingerprint;
        fingerprint.start(u"ssh-keygen"_s, {u"-l"_s, u"-f"_s, server.path(u"host_ed25519.pub"_s)});
        QVERIFY(fingerprint.waitForFinished());
        QCOMPARE(m_answers->hostKeyQuestions[1].fingerprint.toUtf8(), fingerprint.readAll().split(' ')[1]);
        QCOMPARE(read(known), server.knownHostsLine());

        m_answers->acceptsHostKeys = false;
        VERIFY_CONNECTED(connect(config));
        QCOMPARE(m_answers->hostKeyQuestions.size(), 2);
    }

    void changedHostKey_isRefused_beforeAnySecretIsSent_andNamesTheLine()
    {
        TestSshd server({.config = {u"PasswordAuthentication yes"_s}, .clientKeyIsAuthorized = false});
        TestSshd another;
        const auto known = server.path(u"changed"_s);
        write(known,
              "# a comment\n[127.0.0.1]:" + QByteArray::number(server.port()) + ' ' + another.hostKeyLine() + '\n');
        m_answers->passwords = {"hunter2"};
        m_answers->acceptsHostKeys = true;
        const auto outcome =
            connect(server.configFile(u"box"_s, {u"UserKnownHostsFile "_s + known, u"IdentityFile none"_s}));
        VERIFY_FAILED(outcome, ErrorCode::HostKeyChanged);
        QVERIFY2(outcome.error().sentence.contains(known + u":2"_s), qPrintable(sentence(outcome)));
        QVERIFY(m_answers->passwordQuestions.isEmpty());
        QVERIFY(m_answers->hostKeyQuestions.isEmpty());
        QVERIFY2(!server.log().contains("userauth-request"), server.log().constData());
    }

    void secondKeyType_isNotTakenForAChange()
    {
        TestSshd server({.hostKeys = {u"ed25519"_s, u"rsa"_s}});
        const auto known = server.path(u"rsa_only"_s);
        write(known, server.knownHostsLine(u"rsa"_s));
        VERIFY_CONNECTED(connect(server.configFile(u"box"_s, {u"UserKnownHostsFile "_s + known})));
        QVERIFY(m_answers->hostKeyQuestions.isEmpty());
    }

    void refusedPort_isUnreachable()
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        const auto port = taken.serverPort();
        taken.close();
        const auto outcome = connectTo(u"nobody@127.0.0.1:%1"_s.arg(port));
        VERIFY_FAILED(outcome, ErrorCode::Unreachable);
        QVERIFY2(outcome.error().sentence.contains(QString::number(port)), qPrintable(sentence(outcome)));
    }

    void unknownHostName_isSaidToBeOne_andNamed()
    {
        const auto outcome = connectTo(u"nobody@no-such-host.invalid"_s);
        VERIFY_FAILED(outcome, ErrorCode::UnknownHost);
        QVERIFY2(outcome.error().sentence.contains(u"no-such-host.invalid"_s), qPrintable(sentence(outcome)));
    }

    void silentPort_isUnreachable_afterItsTimeLimit()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        test::TemporaryFolder folder;
        const auto config = folder.write(u"config"_s, "Host *\n ConnectTimeout 1\n");
        const auto outcome = connect(config, u"nobody@127.0.0.1:%1"_s.arg(silent.serverPort()));
        VERIFY_FAILED(outcome, ErrorCode::Unreachable);
        QVERIFY2(outcome.error().sentence.contains(u"1 seconds"_s), qPrintable(sentence(outcome)));
    }

    void portThatIsNoSsh_isAProtocolError()
    {
        QTcpServer web;
        QVERIFY(web.listen(QHostAddress::LocalHost));
        QObject::connect(&web, &QTcpServer::newConnection, &web, [&web] {
            auto* socket = web.nextPendingConnection();
            socket->write("HTTP/1.1 400 Bad Request\r\n\r\n");
            socket->disconnectFromHost();
        });
        Connected outcome = failure(ErrorCode::Internal, QString());
        std::atomic<bool> done = false;
        std::jthread flow([&] {
            outcome = connectTo(u"nobody@127.0.0.1:%1"_s.arg(web.serverPort()));
            done = true;
        });
        QVERIFY(QTest::qWaitFor([&] { return done.load(); }, 20000));
        VERIFY_FAILED(outcome, ErrorCode::Protocol);
    }

    void stop_endsConnecting_atOnce()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        std::stop_source source;
        Connected outcome = failure(ErrorCode::Internal, QString());
        std::jthread flow(
            [&] { outcome = connectTo(u"nobody@127.0.0.1:%1"_s.arg(silent.serverPort()), source.get_token()); });
        QVERIFY(silent.waitForNewConnection(10000));
        QElapsedTimer timer;
        timer.start();
        source.request_stop();
        flow.join();
        VERIFY_FAILED(outcome, ErrorCode::Cancelled);
        QVERIFY(timer.elapsed() < 1000);
    }

    void init() { m_answers.emplace(); }

private:
    Connected connect(const QString& config, const QString& host = u"box"_s, std::stop_token stop = {})
    {
        const auto resolved = ssh::resolve(host, config);
        if (!resolved)
            return std::unexpected(resolved.error());
        return ssh::connect(m_io, *resolved, *m_answers, stop);
    }
    Connected connectTo(const QString& destination, std::stop_token stop = {})
    {
        test::TemporaryFolder folder;
        return connect(folder.write(u"config"_s, ""), destination, stop);
    }
    QString locked(TestSshd& server)
    {
        auto key = server.path(u"locked"_s);
        if (!run(u"ssh-keygen"_s,
                 {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, u"sesame"_s, u"-a"_s, u"4"_s, u"-f"_s, key}))
            qFatal("no key");
        server.authorize(read(key + u".pub"_s));
        return key;
    }
    static QByteArray read(const QString& path)
    {
        QFile file(path);
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void write(const QString& path, const QByteArray& text)
    {
        QFile file(path);
        if (!file.open(QFile::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write %s", qPrintable(path));
    }

    io::IoThread m_io;
    std::optional<Answers> m_answers;
};

QTEST_GUILESS_MAIN(SignInTest)
#include "sign_in_test.moc"
