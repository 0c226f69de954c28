#include "remote/provision/requirements.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::provision;
using namespace Qt::StringLiterals;

namespace {

const std::string goodHost =
    "kernel=Linux\nmachine=x86_64\nhome=/home/dev\ndata=/home/dev/.local/share/kalpana\nroot=/home/dev\n"
    "libc=glibc 2.36\ntool=tar\ntool=gzip\nfree_kib=9000000\n";

Error refusalOf(const std::string& probeOutput)
{
    return whyCodeServerCannotRun(u"build-box"_s, parseHostFacts(probeOutput)).value_or(Error{});
}

std::string with(std::string output, const std::string& from, const std::string& to)
{
    return output.replace(output.find(from), from.size(), to);
}

} // namespace

class RequirementsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ordinaryHost_isAccepted() { QVERIFY(!whyCodeServerCannotRun(u"build-box"_s, parseHostFacts(goodHost))); }

    void probe_isReadWhole()
    {
        const auto facts =
            parseHostFacts(goodHost + "bridge=installed\ncode_server=4.139.1\nserve={\"socket\":\"/x\"}\nnonsense\n");
        QCOMPARE(facts.libcVersion, "2.36");
        QCOMPARE(facts.freeBytes, 9000000LL * 1024);
        QVERIFY(facts.bridgeInstalled);
        QCOMPARE(facts.codeServerVersions, std::vector<std::string>{"4.139.1"});
        QCOMPARE(facts.serveOutput, "{\"socket\":\"/x\"}");
    }

    void oldGlibc_isNamedWithItsVersion()
    {
        const auto error = refusalOf(with(goodHost, "glibc 2.36", "glibc 2.17"));
        QCOMPARE(error.code, ErrorCode::Unsupported);
        QVERIFY(error.sentence.contains(u"build-box has glibc 2.17, and code-server needs 2.28"_s));
    }

    void musl_isRefused() { QVERIFY(refusalOf(with(goodHost, "glibc 2.36", "musl")).sentence.contains(u"musl"_s)); }

    void otherSystemsAndProcessors_areRefusedByName()
    {
        QVERIFY(refusalOf(with(goodHost, "Linux", "Darwin")).sentence.contains(u"Darwin"_s));
        QVERIFY(refusalOf(with(goodHost, "x86_64", "armv7l")).sentence.contains(u"armv7l"_s));
    }

    void fullDisk_isSaidWithThatWord()
    {
        const auto error = refusalOf(goodHost + "data_error=mkdir: cannot create directory: No space left on device\n");
        QCOMPARE(error.code, ErrorCode::NoSpace);
        QVERIFY(error.sentence.contains(u"full"_s));
    }

    void missingPermission_namesTheFolder()
    {
        const auto error = refusalOf(goodHost + "data_error=mkdir: Permission denied\n");
        QCOMPARE(error.code, ErrorCode::NoPermission);
        QVERIFY(error.sentence.contains(u"/home/dev/.local/share/kalpana"_s));
    }

    void noexec_isRefusedBeforeAnythingIsSent()
    {
        QCOMPARE(refusalOf(goodHost + "noexec=yes\n").code, ErrorCode::NotExecutable);
    }

    void missingTar_isNamed() { QVERIFY(refusalOf(with(goodHost, "tool=tar\n", "")).sentence.contains(u"no tar"_s)); }
};

QTEST_GUILESS_MAIN(RequirementsTest)
#include "requirements_test.moc"
