#include "app/desktop/chat/transcript.h"
#include "tests/ui/chat_box.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include <limits>

namespace kalpana::test {

using namespace Qt::StringLiterals;
using desktop::chat::ChatBackend;

/// What the chat names can be turned to: files, code and commands; and what the editor shows can be sent along.
class ChatPlacesTest final : public QObject {
    Q_OBJECT
public:
    explicit ChatPlacesTest(desktop::look::Theme& theme) : m_theme(theme) {}

private Q_SLOTS:
    static void initTestCase_data() { addLooks(); }

    void whatIsAPath_isALink_andNothingElse();
    void aHostilePath_isNothingButData();
    void aCall_leadsToItsFileAndItsCommand();
    void manyPaths_costLittle();
    void codeGoesOut_toTheEditorOrATerminal();
    void theTick_isOff_andAddsAMention();

private:
    static void show(ChatBox& box, const QList<agent::EventBody>& events)
    {
        QTRY_VERIFY(box.has(u"#welcome:not([hidden])"_s)); // what was there at the start has been drawn
        desktop::chat::Transcript transcript;
        for (const auto& event : events)
            transcript.add({.body = event});
        transcript.add({.body = agent::TurnFinished{}});
        Q_EMIT box.backend->updates(transcript.take());
    }
    static void show(ChatBox& box, const QString& markdown)
    {
        show(box, {agent::TextDelta{markdown}});
        QTRY_VERIFY(box.has(u".answer"_s));
    }
    /// "path line column" of each link in the transcript.
    static QStringList places(ChatBox& box)
    {
        return box
            .js(u"[...document.querySelectorAll('#transcript .place')].map(({dataset: d}) => [d.path, d.line, d.column].join(' ')).join('|')"_s)
            .toString()
            .split(u'|', Qt::SkipEmptyParts);
    }

    desktop::look::Theme& m_theme;
};

void ChatPlacesTest::whatIsAPath_isALink_andNothingElse()
{
    const QList<std::pair<QString, QStringList>> rows{
        {u"See src/a.py, src/b.py:12 and ./c/d.ts:3:4."_s, {u"src/a.py 0 0"_s, u"src/b.py 12 0"_s, u"./c/d.ts 3 4"_s}},
        {u"In `greeting.py` and `src/greeting.py:2-9`, `Makefile` too"_s,
         {u"greeting.py 0 0"_s, u"src/greeting.py 2 0"_s, u"Makefile 0 0"_s}},
        {u"[a](src/a.py) [b](b.py:3) [c](docs/c.md#L7-L9) [d](a%20b.py) ![e](img/e.png)"_s,
         {u"src/a.py 0 0"_s, u"b.py 3 0"_s, u"docs/c.md 7 0"_s, u"a b.py 0 0"_s, u"img/e.png 0 0"_s}},
        {u"README.md:3 and größe/übung.txt, file.ts(12,3) and /work/x.c:9"_s,
         {u"README.md 3 0"_s, u"größe/übung.txt 0 0"_s, u"file.ts 12 0"_s, u"/work/x.c 9 0"_s}},
        {u"**src/a.py** in *b/c.h*"_s, {u"src/a.py 0 0"_s, u"b/c.h 0 0"_s}},
        {u"`os.path`, `str.format`, `foo.bar()`, and/or, e.g./i.e., 1/2, v1.2/3.4, 12:30, 1.2.3:4"_s, {}},
        {u"https://example.org/a/b.html, example.org/a.html, localhost:3000, example.com:443, ada@example.org"_s, {}},
        {u"[x](javascript:alert(1)) [y](data:text/html,x) [z](//evil.example/x.py) [w](file:///etc/passwd) [v](#top)"_s,
         {}},
        {u"```python\nopen('src/a.py')\n```"_s, {}}, // code is code
    };
    const auto dark = followLook(m_theme).dark;
    for (const auto& [text, expected] : rows) {
        ChatBox box(R"({"replies": []})", true, dark);
        show(box, text);
        QCOMPARE(places(box), expected);
        if (dark)
            break; // the same words
    }
}

void ChatPlacesTest::aHostilePath_isNothingButData()
{
    const auto dark = followLook(m_theme).dark;
    ChatBox box(R"({"replies": []})", true, dark);
    QSignalSpy opened(box.backend.get(), &ChatBackend::openRequested);
    const auto evil = u"a\"><img src=x onerror=alert(1)>/../../etc/passwd.py"_s;
    show(box, {agent::ToolCallStarted{
                   {u"call_1"_s, u"read_file"_s,
                    QString::fromUtf8(QJsonDocument(QJsonObject{{u"path"_s, evil}, {u"offset"_s, 7}}).toJson())},
                   u"Read it"_s},
               agent::ToolCallFinished{u"call_1"_s, true, u"../../../etc/passwd.py:3: x\n<b>/x/y.py:1</b>"_s}});
    QTRY_VERIFY(box.has(u".card .open-place"_s));
    QVERIFY(!box.has(u"#transcript img"_s) && !box.has(u"#transcript b"_s));
    box.js(u"document.querySelector('.card .open-place').click()"_s);
    QTRY_COMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].toString(), evil); // the bridge refuses it
    QCOMPARE(opened[0][1].toInt(), 7);
    QVERIFY(!box.has(u".card[open]"_s)); // it was the file that was asked for, not the card
    // What is no path at all goes nowhere.
    QSignalSpy noticed(box.backend.get(), &ChatBackend::noticed);
    box.backend->openFile(QString(), 1, 1);
    box.backend->openFile(QString(5000, u'a'), 1, 1);
    box.backend->openFile(u"a.py"_s, -1e300, 1e300);
    QCOMPARE(noticed.size(), 2);
    QCOMPARE(opened.last()[1].toInt(), 0);
    QCOMPARE(opened.last()[2].toInt(), std::numeric_limits<int>::max());
}

void ChatPlacesTest::aCall_leadsToItsFileAndItsCommand()
{
    const auto [dark, suffix] = followLook(m_theme);
    ChatBox box(R"({"replies": []})", true, dark);
    QSignalSpy opened(box.backend.get(), &ChatBackend::openRequested);
    QSignalSpy typed(box.backend.get(), &ChatBackend::terminalRequested);
    show(box,
         {agent::ToolCallStarted{{u"call_1"_s, u"run_command"_s, uR"({"command": "make && ./run"})"_s}, u"Run make"_s},
          agent::ToolOutput{u"call_1"_s, u"src/a.c:3:5: error: no\n"_s},
          agent::ToolOutput{u"call_1"_s, u"src/b.c:9: also\nREADME.md\n"_s},
          agent::ToolCallFinished{u"call_1"_s, true, u"exit code 0"_s},
          agent::ToolCallStarted{{u"call_2"_s, u"search"_s, u"not JSON"_s}, u"Search"_s},
          agent::ToolCallFinished{u"call_2"_s, true, u"none"_s}});
    QTRY_VERIFY(box.has(u".card[data-call=call_1] .to-terminal"_s));
    QVERIFY(!box.has(u".card[data-call=call_2] .icon-button"_s));
    box.js(u"document.querySelector('.card .to-terminal').click()"_s);
    QTRY_COMPARE(typed.size(), 1);
    QCOMPARE(typed[0][0].toString(), u"make && ./run"_s);
    box.js(u"document.querySelector('.card summary').click()"_s);
    QTRY_COMPARE(places(box), (QStringList{u"src/a.c 3 5"_s, u"src/b.c 9 0"_s, u"README.md 0 0"_s}));
    takePicture(*box.view, u"chat-places-output"_s + suffix);
    // With the keyboard: a link takes the focus and Enter.
    box.js(u"document.querySelectorAll('.place')[1].focus()"_s);
    box.view->setFocus();
    QTRY_VERIFY(box.js(u"document.hasFocus() && document.activeElement.matches('.place[role=link]')"_s).toBool());
    box.key(Qt::Key_Return);
    QTRY_COMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].toString(), u"src/b.c"_s);
    QCOMPARE(opened[0][1].toInt(), 9);
}

void ChatPlacesTest::manyPaths_costLittle()
{
    const auto dark = followLook(m_theme).dark;
    ChatBox box(R"({"replies": []})", true, dark);
    show(box, {agent::TextDelta{u"`a`"_s + u" src/a.py:1 and"_s.repeated(900) + u" "_s + u"x/"_s.repeated(9000)}});
    QTRY_VERIFY(box.has(u".answer .place"_s));
    QCOMPARE(places(box).size(), 200);
}

void ChatPlacesTest::codeGoesOut_toTheEditorOrATerminal()
{
    const auto dark = followLook(m_theme).dark;
    ChatBox box(R"({"replies": []})", true, dark);
    QSignalSpy inserted(box.backend.get(), &ChatBackend::insertRequested);
    QSignalSpy typed(box.backend.get(), &ChatBackend::terminalRequested);
    show(box, u"```\nplain <b>\n```\n\n```python\nx = 1\n```\n\n```bash\nls -l\n```"_s);
    QTRY_COMPARE(box.js(u"document.querySelectorAll('.answer figure .insert').length"_s).toInt(), 3);
    QCOMPARE(box.js(u"document.querySelectorAll('.answer figure .to-terminal').length"_s).toInt(), 1);
    QCOMPARE(box.js(u"document.querySelectorAll('.answer figure .copy').length"_s).toInt(), 3);
    box.js(u"document.querySelector('.answer figure .insert').click()"_s);
    QTRY_COMPARE(inserted.size(), 1);
    QCOMPARE(inserted[0][0].toString(), u"plain <b>\n"_s);
    box.js(u"document.querySelector('.answer figure .to-terminal').click()"_s);
    QTRY_COMPARE(typed.size(), 1);
    QCOMPARE(typed[0][0].toString(), u"ls -l\n"_s);
    QSignalSpy noticed(box.backend.get(), &ChatBackend::noticed);
    box.backend->typeInTerminal(QString(30'000, u'x'));
    box.backend->typeInTerminal(u" \n"_s);
    QCOMPARE(typed.size(), 1);
    QCOMPARE(noticed.size(), 1);
}

void ChatPlacesTest::theTick_isOff_andAddsAMention()
{
    const auto [dark, suffix] = followLook(m_theme);
    ChatBox box(R"({"replies": [{"steps": [{"text": "1"}]}, {"steps": [{"text": "2"}]}, {"steps": [{"text": "3"}]}]})",
                true, dark);
    QVERIFY(!box.has(u".context:not([hidden])"_s)); // no editor is there
    const auto editor = [&](const QString& path, int line, int column, int endLine, int endColumn, bool dirty = false) {
        box.backend->setEditor({{u"path"_s, path},
                                {u"line"_s, line},
                                {u"column"_s, column},
                                {u"endLine"_s, endLine},
                                {u"endColumn"_s, endColumn},
                                {u"dirty"_s, dirty}});
    };
    const auto send = [&](const QString& words) {
        box.type(words);
        box.key(Qt::Key_Return);
    };
    const auto said = [&] {
        return box.js(u"[...document.querySelectorAll('.user')].at(-1)?.innerText ?? ''"_s).toString();
    };
    editor(u"src/greeting.py"_s, 2, 5, 2, 5);
    QTRY_COMPARE(box.text(u".context .what"_s), u"Include greeting.py"_s);
    send(u"without"_s);
    QTRY_COMPARE(said(), u"without"_s);             // not unless it is ticked
    editor(u"src/greeting.py"_s, 1, 3, 3, 1, true); // up to the beginning of line 3
    QTRY_COMPARE(box.text(u".context .what"_s), u"Include greeting.py:1-2"_s);
    QVERIFY(box.has(u".context .unsaved:not([hidden])"_s));
    takePicture(*box.view, u"chat-context"_s + suffix);
    QTRY_VERIFY(!box.has(u".busy"_s));
    box.js(u"document.querySelector('.context input').click()"_s);
    send(u"with"_s);
    QTRY_COMPARE(said(), u"with\n@src/greeting.py:1-2"_s);
    QTRY_VERIFY_WITH_TIMEOUT(box.text(u".attached"_s).contains(u"@src/greeting.py:1-2"_s), 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(!box.has(u".busy"_s), 10'000);
    editor(u"my notes/a, b.txt"_s, 4, 1, 4, 9);
    QTRY_COMPARE(box.text(u".context .what"_s), u"Include a, b.txt:4"_s);
    send(u"and"_s);
    QTRY_COMPARE(said(), u"and\n@\"my notes/a, b.txt:4\""_s);
    // What can't be written as a mention is not offered.
    for (const auto& odd : {u"a\"b.txt"_s, u"a\nb.txt"_s, QString()}) {
        editor(u"fine.txt"_s, 1, 1, 1, 1);
        QTRY_VERIFY(box.has(u".context:not([hidden])"_s));
        editor(odd, 1, 1, 1, 1);
        QTRY_VERIFY(!box.has(u".context:not([hidden])"_s));
    }
}

} // namespace kalpana::test

int main(int argc, char** argv)
{
    return kalpana::test::runWithTheme<kalpana::test::ChatPlacesTest>(argc, argv);
}

#include "chat_places_test.moc"
