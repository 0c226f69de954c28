#include "app/cli/detach_key.h"

#include <QTest>

using namespace kalpana;

class DetachKeyTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsTyped_goesThrough_andTheKeyDetaches_data()
    {
        QTest::addColumn<QByteArrayList>("typed");
        QTest::addColumn<QByteArray>("through");
        QTest::addColumn<bool>("detaches");
        using L = QByteArrayList;
        QTest::newRow("text") << L{"echo d\r"} << QByteArray("echo d\r") << false;
        QTest::newRow("detach") << L{"\x02"
                                     "d"}
                                << QByteArray() << true;
        QTest::newRow("in two pieces") << L{"ls\x02", "d"} << QByteArray("ls") << true;
        QTest::newRow("what follows is dropped") << L{"\x02"
                                                      "drm"}
                                                 << QByteArray() << true;
        QTest::newRow("twice is one") << L{"\x02\x02"
                                           "d"}
                                      << QByteArray("\x02"
                                                    "d")
                                      << false;
        QTest::newRow("twice, twice") << L{"\x02", "\x02", "\x02", "\x02"} << QByteArray("\x02\x02") << false;
        QTest::newRow("another key") << L{"\x02"
                                          "c"}
                                     << QByteArray("\x02"
                                                   "c")
                                     << false;
        QTest::newRow("as kitty's protocol has it") << L{"\x1b[98;5u\x1b[98;5:3u", "d"} << QByteArray() << true;
        QTest::newRow("as kitty's protocol has both") << L{"\x1b[98;5:1u", "\x1b[100;1:1u"} << QByteArray() << true;
        QTest::newRow("as modifyOtherKeys has it") << L{"\x1b[27;5;98~"
                                                        "d"}
                                                   << QByteArray() << true;
        QTest::newRow("as it came") << L{"\x1b[98;5u"
                                         "c"}
                                    << QByteArray("\x1b[98;5u"
                                                  "c")
                                    << false;
        QTest::newRow("an arrow") << L{"\x1b[A\x02\x1b[B"} << QByteArray("\x1b[A\x02\x1b[B") << false;
    }

    void whatIsTyped_goesThrough_andTheKeyDetaches()
    {
        QFETCH(QByteArrayList, typed);
        QFETCH(QByteArray, through);
        QFETCH(bool, detaches);
        cli::DetachKey key;
        QByteArray bytes;
        bool detached = false;
        for (const auto& piece : typed) {
            const auto result = key.feed(std::string_view(piece.constData(), static_cast<std::size_t>(piece.size())));
            bytes += result.bytes;
            detached = detached || result.detaches;
        }
        QCOMPARE(bytes, through);
        QCOMPARE(detached, detaches);
    }
};

QTEST_GUILESS_MAIN(DetachKeyTest)
#include "detach_key_test.moc"
