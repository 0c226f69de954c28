#include "remote/ssh/identity_file.h"
#include "tests/support/temporary_folder.h"

#include <QCryptographicHash>
#include <QProcess>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

namespace {

bool run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.start(program, arguments);
    return process.waitForFinished() && process.exitCode() == 0;
}

bool makeKey(const QString& path, const QStringList& options)
{
    return run(u"ssh-keygen"_s, QStringList{u"-q"_s, u"-f"_s, path} + options);
}

} // namespace

class IdentityFileTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keyOfSshKeygen_signsWhatSshKeygenVerifies_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("passphrase");
        QTest::addColumn<QByteArray>("algorithm");
        const QStringList plain{u"-N"_s, QString()};
        const QStringList locked{u"-N"_s, u"open sesame"_s, u"-a"_s, u"4"_s};
        QTest::newRow("ed25519") << QStringList{u"-t"_s, u"ed25519"_s} + plain << QByteArray()
                                 << QByteArray("ssh-ed25519");
        QTest::newRow("ed25519 encrypted")
            << QStringList{u"-t"_s, u"ed25519"_s} + locked << QByteArray("open sesame") << QByteArray("ssh-ed25519");
        QTest::newRow("aes128-cbc") << QStringList{u"-t"_s, u"ed25519"_s, u"-Z"_s, u"aes128-cbc"_s} + locked
                                    << QByteArray("open sesame") << QByteArray("ssh-ed25519");
        QTest::newRow("rsa") << QStringList{u"-t"_s, u"rsa"_s, u"-b"_s, u"2048"_s} + plain << QByteArray()
                             << QByteArray("rsa-sha2-512");
        QTest::newRow("rsa pem") << QStringList{u"-t"_s, u"rsa"_s, u"-b"_s, u"2048"_s, u"-m"_s, u"PEM"_s} + plain
                                 << QByteArray() << QByteArray("rsa-sha2-512");
        QTest::newRow("rsa pem encrypted")
            << QStringList{u"-t"_s, u"rsa"_s, u"-b"_s, u"2048"_s, u"-m"_s, u"PEM"_s} + locked
            << QByteArray("open sesame") << QByteArray("rsa-sha2-256");
        QTest::newRow("rsa pkcs8 encrypted")
            << QStringList{u"-t"_s, u"rsa"_s, u"-b"_s, u"2048"_s, u"-m"_s, u"PKCS8"_s} + locked
            << QByteArray("open sesame") << QByteArray("rsa-sha2-256");
        for (const auto* bits : {"256", "384", "521"})
            QTest::newRow(bits) << QStringList{u"-t"_s, u"ecdsa"_s, u"-b"_s, QString::fromLatin1(bits)} + plain
                                << QByteArray() << QByteArray("ecdsa-sha2-nistp") + bits;
        QTest::newRow("ecdsa pem") << QStringList{u"-t"_s, u"ecdsa"_s, u"-m"_s, u"PEM"_s} + plain << QByteArray()
                                   << QByteArray("ecdsa-sha2-nistp256");
    }
    void keyOfSshKeygen_signsWhatSshKeygenVerifies()
    {
        QFETCH(QStringList, options);
        QFETCH(QByteArray, passphrase);
        QFETCH(QByteArray, algorithm);
        const test::TemporaryFolder folder;
        const auto path = folder.path(u"key"_s);
        QVERIFY(makeKey(path, options));

        const auto file = ssh::IdentityFile::read(path);
        QVERIFY2(file, file ? "" : qPrintable(file.error().sentence));
        QCOMPARE(file->isEncrypted(), !passphrase.isEmpty());
        QCOMPARE(file->publicKey().blob.toBase64(), folder.read(u"key.pub"_s).split(' ')[1]);
        const auto key = file->unlock(Secret(passphrase));
        QVERIFY2(key, key ? "" : qPrintable(key.error().sentence));
        QCOMPARE(key->publicKey(), file->publicKey());

        // The same bytes signed in the form of `ssh-keygen -Y verify` (PROTOCOL.sshsig), which checks them.
        verify(folder, *key, algorithm);
    }

    void wrongPassphrase_isSaid()
    {
        const test::TemporaryFolder folder;
        for (const auto* format : {"RFC4716", "PEM", "PKCS8"}) {
            const auto path = folder.path(QString::fromLatin1(format));
            QVERIFY(makeKey(path, {u"-t"_s, u"rsa"_s, u"-b"_s, u"2048"_s, u"-m"_s, QString::fromLatin1(format), u"-N"_s,
                                   u"right"_s, u"-a"_s, u"2"_s}));
            const auto file = ssh::IdentityFile::read(path);
            QVERIFY(file);
            const auto wrong = file->unlock(Secret(QByteArray("wrong")));
            QVERIFY(!wrong);
            QCOMPARE(wrong.error().code, ErrorCode::Authentication);
            QVERIFY(!file->unlock({}));
            QVERIFY(file->unlock(Secret(QByteArray("right"))));
        }
    }

    void keyThatOthersCanRead_isRefused_andTheSentenceSaysHowToMendIt()
    {
        const test::TemporaryFolder folder;
        const auto path = folder.path(u"key"_s);
        QVERIFY(makeKey(path, {u"-t"_s, u"ed25519"_s, u"-N"_s, QString()}));
        QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadOther);
        const auto file = ssh::IdentityFile::read(path);
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::NoPermission);
        QVERIFY(file.error().sentence.contains(u"chmod 600"_s));
    }

    void missingFile_isNotFound()
    {
        QCOMPARE(ssh::IdentityFile::read(u"/nowhere/key"_s).error().code, ErrorCode::NotFound);
    }

    void publicKeyAlone_namesAKeyOfTheAgent()
    {
        const test::TemporaryFolder folder;
        QVERIFY(makeKey(folder.path(u"key"_s), {u"-t"_s, u"ed25519"_s, u"-N"_s, QString()}));
        const auto file = ssh::IdentityFile::read(folder.path(u"key.pub"_s));
        QVERIFY(file);
        QVERIFY(!file->hasPrivateKey());
        QVERIFY(file->publicKey().fingerprint().startsWith(u"SHA256:"_s));
    }

    void damagedFile_isUnsupported_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("words") << QByteArray("hello world\n");
        QTest::newRow("openssh") << QByteArray(
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n");
        QTest::newRow("no end") << QByteArray("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n");
        QTest::newRow("pem") << QByteArray("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    }
    void damagedFile_isUnsupported()
    {
        QFETCH(QByteArray, text);
        const test::TemporaryFolder folder;
        const auto path = folder.write(u"key"_s, text);
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
        const auto file = ssh::IdentityFile::read(path);
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::Unsupported);
    }

private:
    static QByteArray string(QByteArrayView bytes)
    {
        const auto n = static_cast<quint32>(bytes.size());
        return QByteArray{}.append(char(n >> 24U)).append(char(n >> 16U)).append(char(n >> 8U)).append(char(n)) +
               bytes.toByteArray();
    }
    static void verify(const test::TemporaryFolder& folder, const ssh::PrivateKey& key, const QByteArray& algorithm)
    {
        const QByteArray message = "what is signed";
        const auto digest = QCryptographicHash::hash(message, QCryptographicHash::Sha512);
        const auto rest = string("test") + string("") + string("sha512");
        const auto signature = key.sign("SSHSIG" + rest + string(digest), algorithm);
        QVERIFY(signature);
        const auto blob = "SSHSIG" + QByteArray("\0\0\0\1", 4) + string(key.publicKey().blob) + rest +
                          string(string(algorithm) + string(*signature));
        const auto armored = "-----BEGIN SSH SIGNATURE-----\n" + blob.toBase64() + "\n-----END SSH SIGNATURE-----\n";
        const auto file = folder.write(u"signature"_s, armored);
        const auto allowed =
            folder.write(u"allowed"_s, "me " + key.publicKey().type() + ' ' + key.publicKey().blob.toBase64() + '\n');
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(u"ssh-keygen"_s,
                      {u"-Y"_s, u"verify"_s, u"-f"_s, allowed, u"-I"_s, u"me"_s, u"-n"_s, u"test"_s, u"-s"_s, file});
        process.write(message);
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QVERIFY2(process.exitCode() == 0, process.readAll().constData());
    }
};

QTEST_GUILESS_MAIN(IdentityFileTest)
#include "identity_file_test.moc"
