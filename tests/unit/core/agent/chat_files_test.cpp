#include "core/agent/chat_files.h"
#include "core/agent/mentions.h"
#include "tests/unit/core/agent/turn_box.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

class ChatFilesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aText_isReadInWhatItIsWrittenIn_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << QByteArray() << QString();
        QTest::newRow("utf-8") << QByteArray("w\xc3\xb6rld\r\n") << u"wörld\r\n"_s;
        QTest::newRow("latin-1") << QByteArray("w\xf6rld\n") << u"wörld\n"_s;
        QTest::newRow("utf-16") << QByteArray("\xff\xfew\0\xf6\0", 6) << u"wö"_s;
        QTest::newRow("a log in colours") << QByteArray("\x1b[31mred\x1b[0m") << u"\x1b[31mred\x1b[0m"_s;
    }
    void aText_isReadInWhatItIsWrittenIn()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, text);
        QCOMPARE(messageFile(u"a.txt"_s, bytes).value(), (MessageFile{u"a.txt"_s, text}));
    }

    void whatIsNoTextOrTooLarge_isRefusedByItsName()
    {
        const auto binary = messageFile(u"/home/me/a.bin"_s, QByteArray("\x7f"
                                                                        "ELF\0",
                                                                        5));
        QCOMPARE(binary.error().code, ErrorCode::Unsupported);
        QVERIFY2(binary.error().sentence.startsWith(u"a.bin is not a text"_s), qPrintable(binary.error().sentence));
        const auto large = messageFile(u"a.log"_s, QByteArray(largestMessageFile + 1, 'x'));
        QVERIFY2(large.error().sentence.startsWith(u"a.log is larger"_s), qPrintable(large.error().sentence));
        QVERIFY(messageFile(u"a.log"_s, QByteArray(largestMessageFile, 'x')));
    }

    void aName_losesItsFolders_andWhatWouldHide()
    {
        QCOMPARE(messageFile(u"C:\\x\\a\">\u202Eb.txt"_s, "x").value().label, u"a⟨U+202E⟩b.txt"_s);
        QCOMPARE(messageFile(u"a/"_s, "x").value().label, u"file"_s);
        QVERIFY(messageFile(QString(500, u'x'), "x").value().label.size() < 110);
    }

    void onlyAWholeName_isOne()
    {
        QCOMPARE(filesIn(u"see @file-0123456789ab, and @file-0123456789ab."_s), QStringList{u"file-0123456789ab"_s});
        QVERIFY(filesIn(u"@file-0123 x@file-0123456789ab @file-0123456789abc @file-0123456789ab/x"_s).isEmpty());
    }

    void aFileInAMessage_goesToTheModel_alsoWhenItIsWrittenAnew_andGoesWithItsChat()
    {
        test::TurnBox box(R"({"replies": [{"steps": [{"text": "Read."}]}, {"steps": [{"text": "Again."}]}]})");
        const auto file = messageFile(u"notes.txt"_s, "the notes\n").value();
        const auto name = box.store->files().add(file).value();
        QCOMPARE(box.turn(u"Look at @"_s + name + u'.'), TurnOutcome::Answered);
        const auto attached = box.watcher.all<Attached>();
        QCOMPARE(attached.size(), 1);
        QCOMPARE(attached[0].texts.size(), 1);
        QCOMPARE(attached[0].texts[0].name, u"notes.txt"_s);
        const auto sent = box.sent(0)[1]["content"_L1].toString();
        QVERIFY2(sent.contains(u"<attached name=\"notes.txt\">\nthe notes\n"_s), qPrintable(sent));

        QVERIFY(box.store->append(box.chat.id, Branched{0}));
        QVERIFY(box.store->append(box.chat.id, UserMessage{.text = u"Look again at @"_s + name}));
        QCOMPARE(box.goOn(), TurnOutcome::Answered);
        QVERIFY(box.sent(1)[1]["content"_L1].toString().contains(u"the notes"_s));

        QVERIFY(box.store->remove(box.chat.id));
        QCOMPARE(box.store->files().file(name).error().code, ErrorCode::NotFound);
    }

    void aLongFile_isCutInTheMiddle_andOneThatIsGoneIsSaid()
    {
        test::TurnBox box(R"({"replies": []})");
        const auto files = box.store->files();
        const auto name =
            files.add(messageFile(u"a.log"_s, "begin" + QByteArray(500'000, 'x') + "end").value()).value();
        const auto attached =
            attachmentsFor(mentionsIn(u"@%1 @file-000000000000"_s.arg(name)), box.tools, {}, &files).value();
        QCOMPARE(attached.size(), 2);
        QVERIFY(attached[0].text.startsWith(u"begin"_s) && attached[0].text.endsWith(u"end"_s));
        QVERIFY(attached[0].text.size() < 101'000);
        QVERIFY(!attached[1].ok);
        QVERIFY(attached[1].text.contains(u"file-000000000000"_s));
    }
};

QTEST_GUILESS_MAIN(ChatFilesTest)
#include "chat_files_test.moc"
