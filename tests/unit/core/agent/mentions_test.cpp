#include "core/agent/mentions.h"
#include "tests/unit/core/agent/turn_box.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;
using Box = test::TurnBox;

class MentionsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void mentions_areFoundInAText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("found"); // "kind written path symbol"
        const auto row = [](const char* name, const QString& text, const QStringList& found) {
            QTest::newRow(name) << text << found;
        };
        row("a file", u"Look at @src/a.py."_s, {u"file @src/a.py src/a.py "_s});
        row("two, one twice", u"@a.txt and @b.txt, @a.txt"_s, {u"file @a.txt a.txt "_s, u"file @b.txt b.txt "_s});
        row("in quotes", u"(@\"my notes/a b.txt\")"_s, {u"file @\"my notes/a b.txt\" my notes/a b.txt "_s});
        row("a folder", u"what is in @src/?"_s, {u"folder @src/ src "_s});
        row("a symbol", u"@src/a.py#greet"_s, {u"symbol @src/a.py#greet src/a.py greet"_s});
        row("a terminal", u"see @terminal:2!"_s, {u"terminal @terminal:2 2 "_s});
        row("the diff", u"Review @diff"_s, {u"diff @diff  "_s});
        row("problems", u"@problems:src/a.py"_s, {u"problems @problems:src/a.py src/a.py "_s});
        row("lines", u"@src/a.py:3-5, @b.py:7."_s,
            {u"file @src/a.py:3-5 src/a.py  3 5"_s, u"file @b.py:7 b.py  7 7"_s});
        row("lines in quotes", u"@\"a b.py:2-1\""_s, {u"file @\"a b.py:2-1\" a b.py  2 2"_s});
        row("no lines", u"@a.py:0 @a.py:x @a.py:3-"_s,
            {u"file @a.py:0 a.py:0 "_s, u"file @a.py:x a.py:x "_s, u"file @a.py:3- a.py:3- "_s});
        row("lines outside", u"@../x:3 @/etc/passwd:1"_s, {});
        row("mail", u"ada@example.org wrote"_s, {});
        row("an at alone", u"@ @@ @, @terminal:x @terminal:0"_s, {});
        row("outside", u"@../x @/etc/passwd @~/x"_s, {});
        row("in other letters", u"@Übung/größe.txt"_s, {u"file @Übung/größe.txt Übung/größe.txt "_s});
    }

    void mentions_areFoundInAText()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, found);
        static const QStringList kinds{u"file"_s, u"folder"_s, u"symbol"_s, u"terminal"_s, u"diff"_s, u"problems"_s};
        QStringList told;
        for (const auto& mention : mentionsIn(text))
            told.append(
                QStringList{kinds.at(int(mention.kind)), mention.written, mention.path, mention.symbol}.join(u' ') +
                (mention.first > 0 ? u" %1 %2"_s.arg(mention.first).arg(mention.last) : QString()));
        QCOMPARE(told, found);
    }

    void aText_canMentionOnlySoMuch()
    {
        QString text;
        for (int i = 0; i < 100; ++i)
            text += u"@a%1.txt "_s.arg(i);
        QCOMPARE(mentionsIn(text).size(), 20);
    }

    void linesOfAFile_areAllThatGoes()
    {
        Box box(R"({"replies": [{"steps": [{"text": "1"}]}]})");
        box.folder.write(u"a.py"_s, "one\ntwo\nthree\n");
        QVERIFY(box.turn(u"See @a.py:2-3, @a.py:2-99, @a.py:4 and @none.py:1"_s));
        const auto attached = box.watcher.all<Attached>();
        QCOMPARE(attached.size(), 1);
        QStringList texts;
        for (const auto& one : attached[0].texts)
            texts.append(one.name + u' ' + one.text);
        QCOMPARE(texts,
                 (QStringList{u"@a.py:2-3 [a.py, lines 2 to 3]\ntwo\nthree"_s,
                              u"@a.py:2-99 [a.py, lines 2 to 3]\ntwo\nthree"_s, u"@a.py:4 [a.py has no line 4.]"_s}));
    }

    void whatIsMentioned_goesWithTheMessage()
    {
        Box box(R"({"replies": [{"steps": [{"text": "1"}]}, {"steps": [{"text": "2"}]}]})");
        box.folder.write(u"src/a.py"_s, "print(1)");
        box.folder.write(u"bin"_s, QByteArray("\0\1", 2));
        QVERIFY(box.turn(u"Explain @src/a.py, @bin, @src/ and @diff to @alice"_s));
        const auto attached = box.watcher.all<Attached>();
        QCOMPARE(attached.size(), 1);
        QStringList names;
        for (const auto& one : attached[0].texts)
            names.append(one.name);
        QCOMPARE(names, (QStringList{u"@src/a.py"_s, u"@bin"_s, u"@src/"_s, u"@diff"_s}));
        QVERIFY(!attached[0].texts[3].ok); // no git in this folder
        box.folder.write(u"src/a.py"_s, "print(2)");
        box.restart();
        QVERIFY(box.turn(u"And now?"_s));
        for (const auto request : {0, 1}) { // as it was when it was sent
            const auto sent = box.sent(request)[1]["content"_L1].toString();
            QVERIFY2(
                sent.startsWith(
                    u"Explain @src/a.py, @bin, @src/ and @diff to @alice\n\n<attached name=\"@src/a.py\">\nprint(1)\n</attached>"_s),
                qPrintable(sent));
            QVERIFY(sent.contains(u"[A binary file of 2 bytes.]"_s) && sent.contains(u"\nsrc/a.py\n"_s));
        }
    }

    void whatARuleDenies_isNotAttached()
    {
        Box box(R"({"replies": [{"steps": [{"text": "1"}]}]})");
        box.rules.rules = {{.tool = "read", .path = ".env", .decision = permissions::Decision::Deny}};
        box.folder.write(u".env"_s, "KEY=secret");
        QVERIFY(box.turn(u"Look at @.env"_s));
        QVERIFY(!box.sent(0)[1]["content"_L1].toString().contains(u"secret"_s));
        QVERIFY(!box.watcher.all<Attached>().first().texts.first().ok);
    }

    void tooMuch_isLeftOut()
    {
        Box box(R"({"replies": [{"steps": [{"text": "1"}]}]})");
        QString words;
        for (int i = 0; i < 12; ++i) {
            box.folder.write(u"f%1.txt"_s.arg(i), QByteArray(40'000, 'x'));
            words += u"@f%1.txt "_s.arg(i);
        }
        QVERIFY(box.turn(words));
        QVERIFY(box.watcher.all<Attached>().first().texts.last().text.contains(u"too much"_s));
        QVERIFY(box.sent(0)[1]["content"_L1].toString().size() < 320'000);
    }

    void completions_areFoldersThenFiles_andTheWordsThatFit()
    {
        Box box(R"({"replies": []})");
        box.folder.write(u"src/a name.py"_s, "");
        box.folder.write(u"src/deep/b.py"_s, "");
        box.folder.write(u"readme.md"_s, "");
        const auto texts = [&](const QString& typed) {
            QStringList all;
            const auto completions = completionsOf(typed, box.tools, {}).value();
            for (const auto& one : completions)
                all.append(one.text);
            return all;
        };
        QCOMPARE(texts({}), (QStringList{u"diff"_s, u"problems:"_s, u"src/"_s, u"readme.md"_s}));
        QCOMPARE(texts(u"src/"_s), (QStringList{u"src/deep/"_s, u"\"src/a name.py\""_s}));
        QCOMPARE(texts(u"readme"_s), QStringList{u"readme.md"_s});
        QCOMPARE(texts(u"di"_s), QStringList{u"diff"_s});
        QCOMPARE(texts(u"problems:read"_s), QStringList{u"problems:readme.md"_s});
        QVERIFY(texts(u"deep"_s).contains(u"src/deep/"_s));
        QVERIFY(texts(u"readme.md#"_s).isEmpty()); // no language server here
        QVERIFY(texts(u"../"_s).isEmpty());
    }
};

QTEST_GUILESS_MAIN(MentionsTest)
#include "mentions_test.moc"
