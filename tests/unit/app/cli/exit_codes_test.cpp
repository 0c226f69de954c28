#include "app/cli/exit_codes.h"
#include "app/cli/help.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class ExitCodesTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void failuresOfDifferentKinds_endDifferently()
    {
        const QList<ErrorCode> kinds{ErrorCode::Internal,         ErrorCode::Usage,       ErrorCode::NotFound,
                                     ErrorCode::UnknownHost,      ErrorCode::Unreachable, ErrorCode::HostKeyChanged,
                                     ErrorCode::Authentication,   ErrorCode::NoSpace,     ErrorCode::NoPermission,
                                     ErrorCode::NotExecutable,    ErrorCode::Unsupported, ErrorCode::Incomplete,
                                     ErrorCode::ChecksumMismatch, ErrorCode::Download,    ErrorCode::Provisioning,
                                     ErrorCode::ConnectionLost,   ErrorCode::Conflict,    ErrorCode::Storage,
                                     ErrorCode::Secrets,          ErrorCode::Model,       ErrorCode::Cancelled};
        QSet<int> codes;
        for (const auto kind : kinds)
            codes << cli::exitCodeOf(kind);
        QCOMPARE(codes.size(), kinds.size());
        QVERIFY(!codes.contains(0));
        QCOMPARE(cli::exitCodeOf(ErrorCode::Usage), 2);
    }

    void everyErrorCode_endsWithACodeOfTheTable()
    {
        QSet<int> known;
        for (const auto& row : cli::exitCodes())
            known << row.code;
        QCOMPARE(known.size(), cli::exitCodes().size());
        for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code)
            QVERIFY(known.contains(cli::exitCodeOf(static_cast<ErrorCode>(code))));
    }

    void documentAndHelp_haveTheTablesRows_andNoOthers()
    {
        QFile file(QStringLiteral(KALPANA_SOURCE_DIR "/docs/kalpanactl.md"));
        QVERIFY(file.open(QFile::ReadOnly));
        const auto document = QString::fromUtf8(file.readAll());
        const auto help = cli::helpText(u"exit-codes"_s).value();
        const auto plainHelp = help.simplified();
        for (const auto& [code, name, meaning] : cli::exitCodes()) {
            const auto row = u"| %1 | %2 | %3 |\n"_s.arg(code).arg(name, meaning);
            QVERIFY2(document.contains(row), qPrintable(row));
            QVERIFY2(plainHelp.contains(u"%1 %2 %3"_s.arg(code).arg(name, meaning)), qPrintable(help));
        }
        static const QRegularExpression rowForm(u"^\\| \\d+ \\|"_s, QRegularExpression::MultilineOption);
        QCOMPARE(document.count(rowForm), cli::exitCodes().size());
    }
};

QTEST_GUILESS_MAIN(ExitCodesTest)
#include "exit_codes_test.moc"
