#include "remote/provision/code_server_source.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::provision;
using namespace Qt::StringLiterals;

class CodeServerSourceTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingAndTheWordRelease_areTheRelease()
    {
        QCOMPARE(parseCodeServerSource({}), CodeServerSource(FromRelease{}));
        QCOMPARE(parseCodeServerSource(u"release"_s), CodeServerSource(FromRelease{}));
    }

    void httpAddress_isAMirror()
    {
        QCOMPARE(parseCodeServerSource(u"https://mirror.example/cs"_s),
                 CodeServerSource(FromMirror{QUrl(u"https://mirror.example/cs"_s)}));
    }

    void path_isAFile_andMustBeReadable()
    {
        const test::TemporaryFolder folder;
        const auto path = folder.write(u"code-server-4.1.2-linux-amd64.tar.gz"_s, "abc");
        QCOMPARE(parseCodeServerSource(path), CodeServerSource(FromFile{path}));
        QCOMPARE(parseCodeServerSource(u"file://"_s + path), CodeServerSource(FromFile{path}));
        QCOMPARE(parseCodeServerSource(path + u".tar.gz"_s).error().code, ErrorCode::NotFound);
        QCOMPARE(versionOfArchive(path).value(), u"4.1.2"_s);
        QCOMPARE(sha256OfFile(path).value(), u"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s);
    }

    void anythingElse_isAUsageError_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("scheme") << u"ftp://mirror/cs"_s;
        QTest::newRow("no host") << u"https://"_s;
        QTest::newRow("word") << u"latest"_s;
    }

    void anythingElse_isAUsageError()
    {
        QFETCH(QString, text);
        QCOMPARE(parseCodeServerSource(text).error().code, ErrorCode::Usage);
    }

    void archiveWithAnotherName_isRefused()
    {
        QCOMPARE(versionOfArchive(u"/x/code.tar.gz"_s).error().code, ErrorCode::Usage);
    }
};

QTEST_GUILESS_MAIN(CodeServerSourceTest)
#include "code_server_source_test.moc"
