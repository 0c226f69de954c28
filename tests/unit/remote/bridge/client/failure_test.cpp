#include "remote/bridge/client/failure.h"

#include <QTest>

using namespace kalpana;
using bridge::client::errorOf;

class FailureTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bridgeCodes_getACodeAndASentenceThatNamesTheSubject()
    {
        const auto missing = errorOf("not_found", "no such file", QStringLiteral("src/a.cpp"));
        QCOMPARE(missing.code, ErrorCode::NotFound);
        QVERIFY(missing.sentence.contains(QStringLiteral("src/a.cpp")));
        QCOMPARE(missing.detail, QStringLiteral("not_found: no such file"));
        QCOMPARE(errorOf("conflict", "").code, ErrorCode::Conflict);
        QCOMPARE(errorOf("no_space", "").code, ErrorCode::NoSpace);
        QCOMPARE(errorOf("outside_workspace", "").code, ErrorCode::NoPermission);
        QCOMPARE(errorOf("unsupported", "").code, ErrorCode::Unsupported);
        QCOMPARE(errorOf("incomplete", "").code, ErrorCode::Incomplete);
        QCOMPARE(errorOf("checksum_mismatch", "").code, ErrorCode::ChecksumMismatch);
        QCOMPARE(errorOf("fetch_failed", "").code, ErrorCode::Download);
        QCOMPARE(errorOf("cancelled", "").code, ErrorCode::Cancelled);
        QCOMPARE(errorOf("not_executable", "").code, ErrorCode::NotExecutable);
    }

    void unknownCode_isRemote_andKeepsTheBridgesWords()
    {
        const auto error = errorOf("odd_new_code", "The moon is full.");
        QCOMPARE(error.code, ErrorCode::Remote);
        QVERIFY(error.sentence.contains(QStringLiteral("The moon is full.")));
        QVERIFY(!error.sentence.contains(QStringLiteral("..")));
    }

    void aSubjectWithAPercentSign_isShownAsItIs()
    {
        const auto error = errorOf("fetch_failed", "100%1 sure", QStringLiteral("a%2b"));
        QVERIFY(error.sentence.contains(QStringLiteral("a%2b")));
        QVERIFY(error.sentence.contains(QStringLiteral("100%1 sure")));
    }
};

QTEST_GUILESS_MAIN(FailureTest)
#include "failure_test.moc"
