#include "core/fetch/body_text.h"

#include <QTest>

using namespace kalpana::fetch;
using namespace Qt::StringLiterals;

class BodyTextTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void texts_areToldByTheirType()
    {
        for (const auto* type : {"text/html; charset=utf-8", "TEXT/Plain", "application/json", "application/ld+json",
                                 "image/svg+xml", "application/xml", ""})
            QVERIFY2(isText(type), type);
        for (const auto* type : {"image/png", "application/octet-stream", "application/pdf", "video/mp4", "font/woff2",
                                 "application/zip", "nonsense"})
            QVERIFY2(!isText(type), type);
    }

    void aBody_isReadInItsOwnCharacters_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("type");
        QTest::newRow("utf-8") << QByteArray("w\xc3\xb6rld") << QByteArray("text/plain");
        QTest::newRow("named") << QByteArray("w\xf6rld") << QByteArray("text/plain; charset=\"ISO-8859-1\"");
        QTest::newRow("named, more") << QByteArray("w\xf6rld") << QByteArray("text/plain;charset=iso-8859-1;x=y");
        QTest::newRow("mark") << QByteArray("\xff\xfew\0\xf6\0r\0l\0d\0", 12) << QByteArray("text/plain");
        QTest::newRow("page") << QByteArray("<meta charset=iso-8859-1><p>w\xf6rld") << QByteArray("text/html");
        QTest::newRow("unknown name") << QByteArray("w\xc3\xb6rld") << QByteArray("text/plain; charset=klingon");
        QTest::newRow("no type") << QByteArray(" <p>w\xc3\xb6rld") << QByteArray();
    }
    void aBody_isReadInItsOwnCharacters()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, type);
        QCOMPARE(textOf(body, type, QUrl(u"http://a.example"_s)).value().text, u"wörld"_s);
    }

    void whatIsBinaryUnderATextsName_isNone()
    {
        QVERIFY(!textOf(QByteArray("\x7f"
                                   "ELF\0\0\0",
                                   7),
                        "text/plain", {}));
        QVERIFY(textOf("", "text/plain", {}));
    }
};

QTEST_GUILESS_MAIN(BodyTextTest)
#include "body_text_test.moc"
