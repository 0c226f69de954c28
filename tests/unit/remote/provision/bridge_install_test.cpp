#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "remote/provision/bridge_install.h"
#include "tests/support/temporary_folder.h"

#include <QCryptographicHash>
#include <QTest>

using namespace kalpana;
using namespace kalpana::provision;
using namespace Qt::StringLiterals;

namespace {

/// A program that answers as the bridge does, small enough to be read here.
BridgeProgram programOf(const QByteArray& bytes)
{
    return {.bytes = bytes,
            .sha256 = QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex()),
            .version = u"0.1.0-test"_s};
}

const QByteArray honest = "#!/bin/sh\ncase $1 in --version) echo kalpana-bridge ;; serve) echo "
                          "'{\"socket\":\"/s\",\"ide\":\"/i\",\"token\":\"t\",\"fresh\":true}' ;; esac\n";

ProbeRequest requestFor(const QString& data, const BridgeProgram& program)
{
    ProbeRequest request{.workspaceId = "demo-1234", .rootFolder = "~/it's here", .dataFolder = data.toStdString()};
    for (const auto* machine : {"x86_64", "aarch64"})
        request.bridges.push_back(
            {.machine = machine, .version = program.version.toStdString(), .size = program.bytes.size()});
    return request;
}

} // namespace

class BridgeInstallTest final : public QObject {
    Q_OBJECT

    io::IoThread m_io;
    host::LocalHost m_host{m_io.executor()};
    qint64 m_sent = 0;

    Result<std::string> install(const QString& data, const BridgeProgram& program, const BridgeProgram& announced)
    {
        auto installed = program;
        installed.sha256 = announced.sha256;
        return m_io.run(
            installBridge(m_host, requestFor(data, announced), installed, [this](qint64 sent) { m_sent = sent; }));
    }

private Q_SLOTS:
    void probe_findsThisComputer_andNoBridge()
    {
        const test::TemporaryFolder data;
        const auto facts = m_io.run(probe(m_host, requestFor(data.path(u"new folder"_s), programOf(honest))));
        QVERIFY2(facts.has_value(), facts ? "" : qPrintable(facts.error().detail));
        QCOMPARE(facts->kernel, "Linux");
        QCOMPARE(facts->libc, "glibc");
        QVERIFY(!facts->libcVersion.empty());
        QVERIFY(facts->freeBytes > 0);
        QVERIFY(facts->hasTool("tar"));
        QVERIFY(!facts->bridgeInstalled);
        QVERIFY(!facts->noexec);
        QCOMPARE(facts->dataError, "");
        QCOMPARE(facts->rootFolder, qEnvironmentVariable("HOME").toStdString() + "/it's here");
    }

    void installedBridge_servesAtOnce_andIsFoundByTheNextProbe()
    {
        const test::TemporaryFolder data;
        const auto program = programOf(honest);
        const auto served = install(data.path(), program, program);
        QVERIFY2(served.has_value(), served ? "" : qPrintable(served.error().sentence));
        QCOMPARE(m_sent, program.bytes.size());
        const auto address = parseServeOutput(u"local"_s, *served);
        QVERIFY(address.has_value());
        QCOMPARE(address->socket, "/s");
        QVERIFY(address->token.equals("t"));

        const auto facts = m_io.run(probe(m_host, requestFor(data.path(), program)));
        QVERIFY(facts.has_value());
        QVERIFY(facts->bridgeInstalled);
        QVERIFY(parseServeOutput(u"local"_s, facts->serveOutput).has_value());
    }

    void truncatedUpload_installsNothing_andTheNextOneSucceeds()
    {
        const test::TemporaryFolder data;
        const auto whole = programOf(honest);
        const auto refused = install(data.path(), programOf(honest.chopped(10)), whole);
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, ErrorCode::Incomplete);
        QCOMPARE(QDir(data.path(u"bridge/0.1.0-test"_s)).entryList(QDir::Files | QDir::Hidden), QStringList());
        QVERIFY(install(data.path(), whole, whole).has_value());
    }

    void changedBytes_areRefused()
    {
        const test::TemporaryFolder data;
        auto changed = honest;
        changed[20] = 'X';
        const auto refused = install(data.path(), programOf(changed), programOf(honest));
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, ErrorCode::ChecksumMismatch);
    }

    void programThatDoesNotStart_isNotInstalled()
    {
        const test::TemporaryFolder data;
        const auto broken = programOf("#!/no/such/interpreter\n");
        const auto refused = install(data.path(), broken, broken);
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, ErrorCode::NotExecutable);
        QCOMPARE(QDir(data.path(u"bridge/0.1.0-test"_s)).entryList(QDir::Files | QDir::Hidden), QStringList());
    }

    void serveThatFails_saysWhatItPrinted()
    {
        const auto address = parseServeOutput(u"box"_s, "kalpana-bridge: /tmp is not writable");
        QVERIFY(!address.has_value());
        QVERIFY(address.error().sentence.contains(u"/tmp is not writable"_s));
    }
};

QTEST_GUILESS_MAIN(BridgeInstallTest)
#include "bridge_install_test.moc"
