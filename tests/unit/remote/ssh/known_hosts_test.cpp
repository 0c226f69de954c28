#include "remote/ssh/host_key_check.h"
#include "tests/support/temporary_folder.h"

#include <QMessageAuthenticationCode>
#include <QProcess>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using Verdict = ssh::KnownHosts::Verdict;

namespace {

/// A key blob of a type that nothing will ever sign with: known_hosts only compares.
ssh::HostKey keyOf(const QByteArray& type, char fill)
{
    const auto string = [](const QByteArray& bytes) { return QByteArray("\0\0\0", 3) + char(bytes.size()) + bytes; };
    return {string(type) + string(QByteArray(32, fill))};
}

QByteArray line(const QByteArray& names, const ssh::HostKey& key)
{
    return names + ' ' + key.type() + ' ' + key.blob.toBase64() + '\n';
}

class Answers final : public ssh::Questions {
public:
    explicit Answers(Result<bool> toAnswer = false) : answer(std::move(toAnswer)) {}
    Result<bool> acceptHostKey(const ssh::HostKeyQuestion& question, std::stop_token) override
    {
        asked << question;
        return answer;
    }
    Result<Secret> password(const ssh::PasswordQuestion&, std::stop_token) override { return Secret(); }
    Result<Secret> passphrase(const ssh::PassphraseQuestion&, std::stop_token) override { return Secret(); }
    Result<bool> answer;
    QList<ssh::HostKeyQuestion> asked;
};

const auto ed1 = keyOf("ssh-ed25519", 'a');
const auto ed2 = keyOf("ssh-ed25519", 'b');
const auto rsa = keyOf("ssh-rsa", 'r');

} // namespace

class KnownHostsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lines_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("host");
        QTest::addColumn<Verdict>("verdict");
        QTest::newRow("plain") << line("box", ed1) << u"box"_s << Verdict::Known;
        QTest::newRow("upper case") << line("BOX", ed1) << u"box"_s << Verdict::Known;
        QTest::newRow("list") << line("a,box,c", ed1) << u"box"_s << Verdict::Known;
        QTest::newRow("another host") << line("box2", ed1) << u"box"_s << Verdict::Unknown;
        QTest::newRow("port") << line("[box]:2222", ed1) << u"[box]:2222"_s << Verdict::Known;
        QTest::newRow("another port") << line("[box]:2223", ed1) << u"[box]:2222"_s << Verdict::Unknown;
        QTest::newRow("wildcard") << line("*.example.org", ed1) << u"a.example.org"_s << Verdict::Known;
        QTest::newRow("question mark") << line("box?", ed1) << u"box1"_s << Verdict::Known;
        QTest::newRow("negation") << line("*.example.org,!a.example.org", ed1) << u"a.example.org"_s
                                  << Verdict::Unknown;
        QTest::newRow("another type") << line("box", rsa) << u"box"_s << Verdict::Unknown;
        QTest::newRow("changed") << line("box", ed2) << u"box"_s << Verdict::Changed;
        QTest::newRow("changed, then right") << line("box", ed2) + line("box", ed1) << u"box"_s << Verdict::Known;
        QTest::newRow("revoked") << line("box", ed1) + line("@revoked *", ed1) << u"box"_s << Verdict::Revoked;
        QTest::newRow("another revoked") << line("@revoked *", ed2) << u"box"_s << Verdict::Unknown;
        QTest::newRow("authority") << line("@cert-authority *", ed1) << u"box"_s << Verdict::Unknown;
        QTest::newRow("comments, blanks, crlf")
            << QByteArray("# box\n\r\n  \t" + line("box", ed1).trimmed() + " comment\r\n") << u"box"_s
            << Verdict::Known;
        QTest::newRow("nonsense") << QByteArray("box\nbox ssh-ed25519\nbox ssh-ed25519 ====\nbox ssh-rsa " +
                                                ed1.blob.toBase64())
                                  << u"box"_s << Verdict::Unknown;
    }
    void lines()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, host);
        QFETCH(Verdict, verdict);
        const test::TemporaryFolder folder;
        const auto known = ssh::KnownHosts::read({folder.write(u"known"_s, text)}, host);
        QVERIFY(known);
        QCOMPARE(known->check(ed1), verdict);
    }

    void hashedLine_ofSshKeygen_isFound()
    {
        const test::TemporaryFolder folder;
        const auto file = folder.write(u"known"_s, line("[box]:2222", ed1));
        QProcess process;
        process.start(u"ssh-keygen"_s, {u"-H"_s, u"-f"_s, file});
        QVERIFY(process.waitForFinished());
        if (!folder.read(u"known"_s).startsWith("|1|"))
            QSKIP("this ssh-keygen does not hash the test's key");
        QCOMPARE(ssh::KnownHosts::read({file}, u"[box]:2222"_s)->check(ed1), Verdict::Known);
        QCOMPARE(ssh::KnownHosts::read({file}, u"box"_s)->check(ed1), Verdict::Unknown);
    }

    void hashedLine_isFound()
    {
        // HMAC-SHA1 of "box" under the salt "0123456789abcdefghij".
        const test::TemporaryFolder folder;
        const QByteArray salt = "0123456789abcdefghij";
        const auto hash = QMessageAuthenticationCode::hash("box", salt, QCryptographicHash::Sha1);
        const auto file = folder.write(u"known"_s, line("|1|" + salt.toBase64() + '|' + hash.toBase64(), ed1));
        QCOMPARE(ssh::KnownHosts::read({file}, u"box"_s)->check(ed1), Verdict::Known);
        QCOMPARE(ssh::KnownHosts::read({file}, u"bax"_s)->check(ed1), Verdict::Unknown);
    }

    void knownKeyTypes_areAskedForFirst()
    {
        const test::TemporaryFolder folder;
        const auto known = ssh::KnownHosts::read({folder.write(u"known"_s, line("box", rsa))}, u"box"_s);
        QCOMPARE(known->preferredAlgorithms(),
                 "rsa-sha2-512,rsa-sha2-256,ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521");
    }

    void unknownKey_isAsked_withItsFingerprint_andRefusedOnNo()
    {
        const auto host = hostWith("");
        Answers answers(false);
        const auto outcome = check(host, ed1, answers);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::HostKeyUnknown);
        QCOMPARE(answers.asked.size(), 1);
        QCOMPARE(answers.asked[0].host, u"[box]:2222"_s);
        QCOMPARE(answers.asked[0].fingerprint, ed1.fingerprint());
        QVERIFY(outcome.error().sentence.contains(ed1.fingerprint()));
        QCOMPARE(m_folder->read(u"ssh/known_hosts"_s), QByteArray());
    }

    void acceptedKey_isAppended_toANewPrivateFile()
    {
        auto host = hostWith("");
        host.userKnownHostsFiles = {m_folder->path(u"new/known_hosts"_s)};
        Answers answers(true);
        QVERIFY(check(host, ed1, answers));
        QCOMPARE(m_folder->read(u"new/known_hosts"_s), line("[box]:2222", ed1));
        const auto rw = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;
        QCOMPARE(QFile::permissions(host.userKnownHostsFiles[0]), rw);
        QCOMPARE(QFile::permissions(m_folder->path(u"new"_s)), rw | QFile::ExeOwner | QFile::ExeUser);
        Answers silent;
        QVERIFY(check(host, ed1, silent));
        QVERIFY(silent.asked.isEmpty());
    }

    void acceptedKey_isAppended_afterALineWithoutItsEnd()
    {
        const auto host = hostWith(line("other", ed2).trimmed());
        Answers answers(true);
        QVERIFY(check(host, ed1, answers));
        QCOMPARE(m_folder->read(u"ssh/known_hosts"_s), line("other", ed2) + line("[box]:2222", ed1));
    }

    void unwritableFile_isAConfigError()
    {
        auto host = hostWith("");
        host.userKnownHostsFiles = {u"/proc/nowhere/known_hosts"_s};
        Answers answers(true);
        QCOMPARE(check(host, ed1, answers).error().code, ErrorCode::Config);
    }

    void changedKey_isRefused_namingTheLine_bothKeysAndTheCure()
    {
        const auto host = hostWith("# first\n" + line("[box]:2222", ed2));
        Answers answers(true);
        const auto outcome = check(host, ed1, answers);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::HostKeyChanged);
        for (const auto& part : {host.userKnownHostsFiles[0] + u":2"_s, ed1.fingerprint(), ed2.fingerprint(),
                                 u"ssh-keygen -R '[box]:2222'"_s})
            QVERIFY2(outcome.error().sentence.contains(part), qPrintable(outcome.error().sentence));
        QVERIFY(answers.asked.isEmpty());
    }

    void changedKey_isRefused_evenWithoutStrictChecking()
    {
        auto host = hostWith(line("[box]:2222", ed2));
        host.hostKeyChecking = ssh::HostKeyChecking::Off;
        Answers answers(true);
        QCOMPARE(check(host, ed1, answers).error().code, ErrorCode::HostKeyChanged);
    }

    void revokedKey_isRefused()
    {
        const auto host = hostWith(line("@revoked *", ed1));
        Answers answers(true);
        const auto outcome = check(host, ed1, answers);
        QCOMPARE(outcome.error().code, ErrorCode::HostKeyChanged);
        QVERIFY(outcome.error().sentence.contains(u":1"_s));
    }

    void strictChecking_refusesUnknownKeys_withoutAQuestion()
    {
        auto host = hostWith("");
        host.hostKeyChecking = ssh::HostKeyChecking::Refuse;
        Answers answers(true);
        QCOMPARE(check(host, ed1, answers).error().code, ErrorCode::HostKeyUnknown);
        QVERIFY(answers.asked.isEmpty());
    }

    void acceptNew_addsUnknownKeys_withoutAQuestion()
    {
        auto host = hostWith("");
        host.hostKeyChecking = ssh::HostKeyChecking::AcceptNew;
        Answers answers(false);
        QVERIFY(check(host, ed1, answers));
        QVERIFY(answers.asked.isEmpty());
        QCOMPARE(m_folder->read(u"ssh/known_hosts"_s), line("[box]:2222", ed1));
    }

    void keyKnownAtTheUsualPort_isKnownAtAnother()
    {
        const auto host = hostWith(line("box", ed1));
        Answers answers(false);
        QVERIFY(check(host, ed1, answers));
    }

    void otherKnownKeys_areNamedInTheQuestion()
    {
        const auto host = hostWith(line("[box]:2222", rsa));
        Answers answers(false);
        QVERIFY(!check(host, ed1, answers));
        QCOMPARE(answers.asked[0].otherKeys, QStringList{host.userKnownHostsFiles[0] + u":1 RSA"_s});
    }

    void cancelledQuestion_cancels()
    {
        Answers answers(failure(ErrorCode::Cancelled, u"Stopped."_s));
        QCOMPARE(check(hostWith(""), ed1, answers).error().code, ErrorCode::Cancelled);
    }

private:
    ssh::ResolvedHost hostWith(const QByteArray& known)
    {
        m_folder = std::make_unique<test::TemporaryFolder>();
        return {.name = u"my-box"_s,
                .original = u"my-box"_s,
                .hostName = u"box"_s,
                .port = 2222,
                .userKnownHostsFiles = {m_folder->write(u"ssh/known_hosts"_s, known)}};
    }
    static Result<void> check(const ssh::ResolvedHost& host, const ssh::HostKey& key, ssh::Questions& questions)
    {
        const auto known = ssh::knownKeysOf(host);
        if (!known)
            return std::unexpected(known.error());
        return ssh::checkHostKey(host, *known, key, questions, {});
    }
    std::unique_ptr<test::TemporaryFolder> m_folder;
};

QTEST_GUILESS_MAIN(KnownHostsTest)
#include "known_hosts_test.moc"
