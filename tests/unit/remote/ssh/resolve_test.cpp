#include "remote/ssh/local_user.h"
#include "remote/ssh/resolved_host.h"
#include "tests/support/temporary_folder.h"

#include <QProcess>
#include <QTest>

#include <pwd.h>
#include <unistd.h>

using namespace kalpana;
using namespace Qt::StringLiterals;

namespace {

class Config final {
public:
    explicit Config(const QByteArray& text) { path = folder.write(u"config"_s, text); }
    test::TemporaryFolder folder;
    QString path;
};

} // namespace

class ResolveTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QDir().mkpath(QDir::homePath() + u"/.ssh"_s);
        qputenv("SSH_AUTH_SOCK", "/run/agent.sock");
    }

    void unknownHost_getsTheDefaults()
    {
        const Config config("");
        const auto host = ssh::resolve(u"Example.org"_s, config.path);
        QVERIFY(host);
        QCOMPARE(host->hostName, u"example.org"_s);
        QCOMPARE(host->user, ssh::localUser());
        QCOMPARE(host->port, 22);
        QVERIFY(host->identityFilesAreDefault);
        QVERIFY(host->identityFiles.contains(QDir::homePath() + u"/.ssh/id_ed25519"_s));
        QCOMPARE(host->userKnownHostsFiles.first(), QDir::homePath() + u"/.ssh/known_hosts"_s);
        QCOMPARE(host->identityAgent, u"/run/agent.sock"_s);
    }

    void address_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("user and port") << u"joe@box:2222"_s << u"joe"_s << u"box"_s << 2222;
        QTest::newRow("url") << u"ssh://joe@box:2222"_s << u"joe"_s << u"box"_s << 2222;
        QTest::newRow("url, no port, slash") << u"ssh://joe@box/"_s << u"joe"_s << u"box"_s << 22;
        QTest::newRow("v6") << u"joe@[::1]:2222"_s << u"joe"_s << u"::1"_s << 2222;
        QTest::newRow("v6 url") << u"ssh://joe@[fe80::1]:7"_s << u"joe"_s << u"fe80::1"_s << 7;
        QTest::newRow("bare v6") << u"joe@::1"_s << u"joe"_s << u"::1"_s << 22;
        QTest::newRow("@ in the user") << u"joe@corp@box"_s << u"joe@corp"_s << u"box"_s << 22;
    }
    void address()
    {
        QFETCH(QString, text);
        const Config config("");
        const auto host = ssh::resolve(text, config.path);
        QVERIFY2(host, host ? "" : qPrintable(host.error().sentence));
        QTEST(host->user, "user");
        QTEST(host->hostName, "host");
        QTEST(int(host->port), "port");
        QCOMPARE(host->name, text);
    }

    void nonsense_isAUsageError_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto* text : {"", "-oProxyCommand=x", "a b", "joe@", "@box", "box:", "box:0", "box:99999", "box:x",
                                 "[::1", "[::1]x", "a;b", "a\nb"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void nonsense_isAUsageError()
    {
        QFETCH(QString, text);
        const Config config("");
        const auto host = ssh::resolve(text, config.path);
        QVERIFY(!host);
        QCOMPARE(host.error().code, ErrorCode::Usage);
    }

    void malformedLine_isAConfigError_namingFileAndLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no value") << QByteArray("Host *\n  User\n");
        QTest::newRow("open quote") << QByteArray("Host *\n  User \"joe\n");
        QTest::newRow("port") << QByteArray("Host *\n  Port ssh\n");
        QTest::newRow("time") << QByteArray("Host *\n  ConnectTimeout soon\n");
        QTest::newRow("boolean") << QByteArray("Host *\n  IdentitiesOnly maybe\n");
        QTest::newRow("strict") << QByteArray("Host *\n  StrictHostKeyChecking perhaps\n");
        QTest::newRow("token") << QByteArray("Host *\n  HostName %q\n");
        QTest::newRow("variable") << QByteArray("Host *\n  IdentityFile ${NOT_SET_ANYWHERE}/x\n");
        QTest::newRow("match") << QByteArray("Host *\n  Match user\n");
    }
    void malformedLine_isAConfigError_namingFileAndLine()
    {
        QFETCH(QByteArray, text);
        const Config config(text);
        const auto host = ssh::resolve(u"box"_s, config.path);
        QVERIFY(!host);
        QCOMPARE(host.error().code, ErrorCode::Config);
        QVERIFY2(host.error().sentence.startsWith(config.path + u":2:"_s), qPrintable(host.error().sentence));
    }

    void missingFile_givenByName_isAConfigError()
    {
        const auto host = ssh::resolve(u"box"_s, u"/nowhere/config"_s);
        QVERIFY(!host);
        QCOMPARE(host.error().code, ErrorCode::Config);
        QVERIFY(host.error().sentence.contains(u"/nowhere/config"_s));
    }

    void includeOfItself_isAConfigError()
    {
        const Config config("");
        config.folder.write(u"config"_s, "Include " + config.path.toUtf8() + "\n");
        const auto host = ssh::resolve(u"box"_s, config.path);
        QVERIFY(!host);
        QCOMPARE(host.error().code, ErrorCode::Config);
    }

    void proxy_isRefused_onlyWhereItApplies_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("jump") << QByteArray("Host far\n  ProxyJump bastion\n");
        QTest::newRow("command") << QByteArray("Host far\n  ProxyCommand nc %h %p\n");
        QTest::newRow("exec") << QByteArray("Match originalhost far exec true\n  User x\n");
        QTest::newRow("canonical") << QByteArray("Host far\n  CanonicalizeHostname yes\n");
    }
    void proxy_isRefused_onlyWhereItApplies()
    {
        QFETCH(QByteArray, text);
        const Config config("# first\n" + text);
        const auto far = ssh::resolve(u"far"_s, config.path);
        QVERIFY(!far);
        QCOMPARE(far.error().code, ErrorCode::Unsupported);
        QVERIFY2(far.error().sentence.contains(config.path + u':'), qPrintable(far.error().sentence));
        QVERIFY(ssh::resolve(u"near"_s, config.path));
    }

    void agentNone_meansNoAgent()
    {
        const Config config("Host a\n IdentityAgent none\nHost b\n IdentityAgent $KALPANA_TEST_AGENT\n");
        qputenv("KALPANA_TEST_AGENT", "/x/agent");
        QCOMPARE(ssh::resolve(u"a"_s, config.path)->identityAgent, QString());
        QCOMPARE(ssh::resolve(u"b"_s, config.path)->identityAgent, u"/x/agent"_s);
    }

    void sameAsSsh_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("host");
        const QByteArray corpus = R"(
# a comment
IgnoreUnknown Kalpana*
KalpanaThing 1
Host a b-? !b-x
    HostName %h.example.org
    User=joe
    Port = 2200
Host "quoted name" c
    User "jane doe"   # trailing comment
    IdentityFile "~/.ssh/with space"
    IdentityFile ~/.ssh/second
    IdentityFile ~/.ssh/second
    IdentitiesOnly yes
Host a
    User never
    UserKnownHostsFile ~/.ssh/kh_%h /abs/%k /abs/%r@%p
    ConnectTimeout 1m30s
Host d*
    StrictHostKeyChecking accept-new
    HostKeyAlias The-Alias
    UserKnownHostsFile ~/.ssh/kh_%k
    GlobalKnownHostsFile /g/1 /g/2
    IdentityAgent ~/agent.sock
Host e
    StrictHostKeyChecking off
    IdentityFile none
    IdentityAgent none
Host f
	HostName F.Example.ORG
	StrictHostKeyChecking yes
	ConnectTimeout none
Match originalhost g,h !user root2
    HostName matched.example.org
Match host matched.*
    User from-match
Match final originalhost h
    Port 99
Match all
    IdentityFile ~/.ssh/last
)";
        for (const auto* host :
             {"a", "b-1", "b-x", "c", "d1", "d2.Example.org", "e", "f", "g", "h", "Mixed.Case", "10.0.0.1", "joe@a"})
            QTest::newRow(host) << corpus << QString::fromUtf8(host);
        auto dos = corpus;
        QTest::newRow("crlf") << dos.replace("\n", "\r\n") << u"c"_s;
        QTest::newRow("url") << corpus << u"ssh://me@a:77"_s;
        QTest::newRow("include") << QByteArray("Include conf.d/*.conf\nHost *\n  User outer\n  Port 5\n") << u"inc"_s;
        QTest::newRow("include in a block")
            << QByteArray("Host other\n  Include conf.d/*.conf\nHost *\n  User outer\n") << u"inc"_s;
    }
    void sameAsSsh()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, host);
        // ssh takes the home folder of the password file, we that of the environment: both become "~".
        const auto pwHome = QFile::decodeName(::getpwuid(::getuid())->pw_dir);
        const test::TemporaryFolder folder;
        folder.write(u"conf.d/1.conf"_s, "Host inc\n  HostName first.example\n");
        folder.write(u"conf.d/2.conf"_s, "Host *\n  HostName second.example\n  Port 7\n");
        text.replace("conf.d/", folder.path(u"conf.d/"_s).toUtf8());
        const Config config(text);

        QProcess process;
        process.start(u"ssh"_s, {u"-G"_s, u"-F"_s, config.path, host});
        QVERIFY(process.waitForFinished());
        const auto out = QString::fromUtf8(process.readAllStandardOutput());
        QCOMPARE(process.exitCode(), 0);

        const auto ours = ssh::resolve(host, config.path);
        QVERIFY2(ours, ours ? "" : qPrintable(ours.error().sentence));
        const auto printed = ssh::printResolved(*ours);
        static const QSet<QString> keywords{u"host"_s,
                                            u"user"_s,
                                            u"hostname"_s,
                                            u"port"_s,
                                            u"identitiesonly"_s,
                                            u"stricthostkeychecking"_s,
                                            u"connecttimeout"_s,
                                            u"hostkeyalias"_s,
                                            u"identityagent"_s,
                                            u"identityfile"_s,
                                            u"globalknownhostsfile"_s,
                                            u"userknownhostsfile"_s};
        const auto lines = [&](QString from, const QString& home) {
            QStringList kept;
            for (auto& line : from.split(u'\n', Qt::SkipEmptyParts))
                if (keywords.contains(line.section(u' ', 0, 0)))
                    kept << line.replace(home + u'/', u"~/"_s);
            kept.sort();
            return kept;
        };
        QCOMPARE(lines(printed, QDir::homePath()), lines(out, pwHome));
    }
};

QTEST_GUILESS_MAIN(ResolveTest)
#include "resolve_test.moc"
