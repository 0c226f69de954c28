#include "remote/bridge/server/files/encoding.h"

#include <QStringDecoder>
#include <QTest>

using namespace kalpana::bridge::server;

class EncodingTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyByteOfWindows1252_goesThereAndBack()
    {
        std::string bytes;
        for (int byte = 0; byte < 256; ++byte)
            bytes.push_back(static_cast<char>(byte));
        const auto text = decoded(Encoding::Windows1252, bytes);
        QCOMPARE(encoded(Encoding::Windows1252, text), bytes);
        QCOMPARE(decoded(Encoding::Windows1252, "\x80\xe9\x9f"), "€éŸ");
        QVERIFY(!encoded(Encoding::Windows1252, "→"));
        QVERIFY(!encoded(Encoding::Windows1252, "\xc2\x80")); // U+0080 is what 0x80 is not
    }

    void utf16_isWhatQtSays()
    {
        const QString text = QStringLiteral("aé€😀\r\n\u00ff\uffff");
        for (const auto& [encoding, qt] : {std::pair(Encoding::Utf16Le, QStringConverter::Utf16LE),
                                           std::pair(Encoding::Utf16Be, QStringConverter::Utf16BE)}) {
            const QByteArray bytes = QStringEncoder(qt).encode(text);
            QCOMPARE(encoded(encoding, text.toStdString()), bytes.toStdString());
            QCOMPARE(decoded(encoding, bytes.toStdString()), text.toStdString());
            QCOMPARE(decoded(encoding, std::string(byteOrderMark(encoding)) + bytes.toStdString()), text.toStdString());
        }
        QCOMPARE(decoded(Encoding::Utf16Le, "\x3d\xd8"), "\xef\xbf\xbd");
        QCOMPARE(decoded(Encoding::Utf16Le, "a"), "\xef\xbf\xbd");
    }

    void names_goThereAndBack()
    {
        for (int value = 0; value <= static_cast<int>(Encoding::Binary); ++value)
            QCOMPARE(encodingNamed(nameOf(static_cast<Encoding>(value))), static_cast<Encoding>(value));
        QVERIFY(!encodingNamed("klingon"));
    }
};

QTEST_GUILESS_MAIN(EncodingTest)
#include "encoding_test.moc"
