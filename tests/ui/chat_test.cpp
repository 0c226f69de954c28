#include "app/desktop/chat/transcript.h"
#include "tests/ui/chat_box.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QWindow>

namespace kalpana::test {

using namespace Qt::StringLiterals;
using desktop::look::Appearance;

/// The chat's real page with the real agent, over a scripted model and tools on a folder.
class ChatTest final : public QObject {
    Q_OBJECT
public:
    explicit ChatTest(desktop::look::Theme& theme) : m_theme(theme) {}

private:
    using Box = ChatBox;
    desktop::look::Theme& m_theme;

private Q_SLOTS:
    void initTestCase_data();
    void withoutAModel_theSettingsAreOneClickAway();
    void aTurn_isShown_asked_andDone();
    void hostileMarkdown_staysText();
    void stop_endsTheTurn();
    void aBusyProvider_isCountedDown_andStopEndsIt();
    void history_isThereAgain();
    void whatATurnChanged_isACard_toReviewAndToUndo();
    void textThatGrows_isAddedTo_andThePaneFollowsIt();
    void whileTextGrows_nothingElseMoves();
    void thePage_hasNoNetworkAndNoOtherPage();
};

void ChatTest::initTestCase_data()
{
    addLooks();
}

void ChatTest::withoutAModel_theSettingsAreOneClickAway()
{
    const auto [dark, suffix] = followLook(m_theme);
    Box box(R"({"replies": []})", false, dark);
    QTRY_VERIFY(box.has(u"#setup"_s));
    takePicture(*box.view, u"chat-setup"_s + suffix);
    QSignalSpy asked(box.backend.get(), &desktop::chat::ChatBackend::settingsRequested);
    box.js(u"document.getElementById('setup').click()"_s);
    QTRY_COMPARE(asked.size(), 1);
}

void ChatTest::aTurn_isShown_asked_andDone()
{
    const auto [dark, suffix] = followLook(m_theme);
    Box box(demoScript(), true, dark);
    QTRY_VERIFY(box.has(u".ideas button"_s));
    takePicture(*box.view, u"chat-welcome"_s + suffix);
    box.type(u"Make the greeting friendlier"_s);
    QTRY_COMPARE(box.js(u"document.getElementById('prompt').value"_s).toString(), u"Make the greeting friendlier"_s);
    box.key(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(box.has(u".approval"_s), 15'000);
    QCOMPARE(box.text(u".user"_s), u"Make the greeting friendlier"_s);
    QVERIFY(box.has(u".card[data-call=call_read] .state.done"_s));
    QVERIFY(box.text(u".approval .diff .add"_s).startsWith(u'+'));
    takePicture(*box.view, u"chat-approval"_s + suffix);

    // The card took the focus: a letter answers it, and none of them gets into the composer.
    box.key(Qt::Key_A);
    QTRY_VERIFY_WITH_TIMEOUT(box.has(u".card[data-call=call_edit] .state.done"_s), 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(box.has(u".approval[data-call=call_run]"_s), 10'000);
    QVERIFY(box.has(u".card[data-call=call_edit][open] .diff"_s));
    QCOMPARE(box.js(u"document.getElementById('prompt').value"_s).toString(), QString());
    QVERIFY(box.folder.read(u"work/src/greeting.py"_s).contains("Nice to see you"));
    box.js(u"document.querySelector('.approval[data-call=call_run] [data-decision=once]').click()"_s);
    QTRY_VERIFY_WITH_TIMEOUT(box.has(u".answer figure.code"_s), 15'000);
    QTRY_VERIFY(!box.has(u".streaming"_s) && !box.has(u".working"_s));
    QTRY_VERIFY(box.has(u".card[data-call=call_run] .state.done"_s));
    QVERIFY(box.has(u".answer .hl-string, .answer [class^=hl-]"_s));
    QTRY_VERIFY(box.text(u"#usage"_s).contains(u"$0.0058"_s));
    takePicture(*box.view, u"chat-done"_s + suffix);
    box.js(u"document.querySelector('button.copy').click()"_s);
    QTRY_VERIFY(QApplication::clipboard()->text().contains(u"greet(\"Ada\")"_s));
}

void ChatTest::hostileMarkdown_staysText()
{
    const auto dark = followLook(m_theme).dark;
    Box box(
        R"({"replies": [{"steps": [{"text": "<img src=x onerror='window.pwned=1'><script>window.pwned=1</script>\n\n[x](javascript:window.pwned=1) <b onclick=alert(1)>b</b>"}]}]})",
        true, dark);
    box.backend->send(u"hello"_s);
    QTRY_VERIFY(box.text(u".answer"_s).contains(u"onerror"_s));
    QVERIFY(!box.has(u".answer img, .answer script, .answer b"_s));
    QVERIFY(
        !box.js(u"[...document.querySelectorAll('.answer *')].some(e => [...e.attributes].some(a => a.name.startsWith('on') || a.value.startsWith('javascript')))"_s)
             .toBool());
    QVERIFY(box.js(u"window.pwned === undefined"_s).toBool());
    QVERIFY(box.js(u"try { document.body.innerHTML = '<i>x</i>'; false } catch (e) { true }"_s).toBool());
}

void ChatTest::stop_endsTheTurn()
{
    const auto dark = followLook(m_theme).dark;
    Box box(R"({"replies": [{"steps": [{"text": "One moment"}, {"stall": true}]}]})", true, dark);
    box.backend->send(u"hello"_s);
    QTRY_VERIFY(box.text(u".answer"_s).contains(u"One moment"_s));
    QTRY_VERIFY(box.has(u"#send.stop"_s));
    // Typing goes on while the model writes.
    box.type(u"next"_s);
    QTRY_COMPARE(box.js(u"document.getElementById('prompt').value"_s).toString(), u"next"_s);
    QElapsedTimer since;
    QSignalSpy working(box.backend.get(), &desktop::chat::ChatBackend::workingChanged);
    box.js(u"document.getElementById('send').click()"_s);
    since.start();
    QTRY_COMPARE(working.size(), 1);
    QVERIFY2(since.elapsed() < 1000, qPrintable(QString::number(since.elapsed())));
    QTRY_VERIFY(box.text(u".note"_s).contains(u"Stopped"_s));
    QVERIFY(!box.has(u"#send.stop"_s));
}

void ChatTest::aBusyProvider_isCountedDown_andStopEndsIt()
{
    const auto dark = followLook(m_theme).dark;
    Box box(R"({"replies": [{"status": 429, "headers": {"Retry-After": "100"}, "body": {}}]})", true, dark);
    box.backend->send(u"hello"_s);
    const auto secondsLeft = [&] {
        static const QRegularExpression sentence(
            u"^127\\.0\\.0\\.1 limits how often it can be asked\\. Asking again in (\\d+) s\\.$"_s);
        return sentence.match(box.text(u".working"_s)).captured(1).toInt();
    };
    QTRY_VERIFY(secondsLeft() > 0);
    QTRY_VERIFY(secondsLeft() > 0 && secondsLeft() < 100);
    QElapsedTimer since;
    QSignalSpy working(box.backend.get(), &desktop::chat::ChatBackend::workingChanged);
    box.js(u"document.getElementById('send').click()"_s);
    since.start();
    QTRY_COMPARE(working.size(), 1);
    QVERIFY2(since.elapsed() < 1000, qPrintable(QString::number(since.elapsed())));
    QTRY_VERIFY(box.text(u".note"_s).contains(u"Stopped"_s));
    QVERIFY(!box.has(u".working"_s));
}

void ChatTest::history_isThereAgain()
{
    const auto dark = followLook(m_theme).dark;
    Box box(R"({"replies": [{"steps": [{"text": "Hello **you**"}]}]})", true, dark);
    box.backend->send(u"hello"_s);
    QTRY_VERIFY(box.has(u".answer strong"_s));
    QTRY_VERIFY(!box.has(u".working"_s));
    box.view.reset(web().makePage(desktop::views::OwnPage::Chat, *box.backend, nullptr));
    box.view->show();
    QTRY_VERIFY_WITH_TIMEOUT(box.has(u".answer strong"_s), 20'000);
    QCOMPARE(box.text(u".user"_s), u"hello"_s);
    QCOMPARE(box.js(u"document.querySelectorAll('.user').length"_s).toInt(), 1);
}

void ChatTest::whatATurnChanged_isACard_toReviewAndToUndo()
{
    const auto [dark, suffix] = followLook(m_theme);
    Box box(R"({"replies": []})", true, dark);
    QSignalSpy reviewed(box.backend.get(), &desktop::chat::ChatBackend::reviewRequested);
    QTRY_VERIFY(box.has(u"#welcome:not([hidden])"_s)); // the chat that was there last, none, has been drawn
    desktop::chat::Transcript transcript;
    const auto show = [&](const agent::EventBody& body) {
        transcript.add({.body = body});
        Q_EMIT box.backend->updates(transcript.take());
    };
    show(agent::UserMessage{.text = u"Rename the module and mend its tests."_s});
    show(agent::TextDelta{u"Done: the module is `greeting` now, and its tests pass."_s});
    show(agent::TurnChanged{
        .before = 7,
        .after = 8,
        .files =
            {{.path = u"src/greeting.py"_s, .original = u"src/hello.py"_s, .kind = agent::ChangedFile::Kind::Renamed},
             {.path = u"tests/a/rather/deep/folder/with/a/long/name/test_greeting_of_everybody.py"_s,
              .added = 12,
              .removed = 4},
             {.path = u"docs/new.md"_s, .kind = agent::ChangedFile::Kind::Added, .added = 130},
             {.path = u"<img src=x onerror=alert(1)>.txt"_s, .kind = agent::ChangedFile::Kind::Deleted, .removed = 3},
             {.path = u"logo.png"_s, .binary = true}},
        .count = 7,
        .added = 142,
        .removed = 7});
    show(agent::TurnFinished{});
    QTRY_VERIFY(box.has(u".changes"_s));
    QVERIFY(!box.has(u".changes img"_s));
    QCOMPARE(box.js(u"document.querySelectorAll('.changes li').length"_s).toInt(), 6); // five, and how many more
    takePicture(*box.view, u"chat-changes"_s + suffix);
    box.js(u"document.querySelectorAll('.changes li > button:first-child')[1].click()"_s);
    QTRY_COMPARE(reviewed.size(), 1);
    QCOMPARE(reviewed[0][0].toUInt(), 7U);
    QCOMPARE(reviewed[0][1].toUInt(), 8U);
    QVERIFY(reviewed[0][2].toString().endsWith(u"test_greeting_of_everybody.py"_s));
    box.js(u"document.querySelector('[data-do=review]').click()"_s);
    QTRY_COMPARE(reviewed.size(), 2);

    // These tools have no way back: that is said, and the button can be used again.
    box.js(u"document.querySelector('[data-do=undo]').click()"_s);
    QTRY_VERIFY(box.has(u".error"_s));
    QVERIFY(!box.js(u"document.querySelector('[data-do=undo]').disabled"_s).toBool());
    const auto undo = box.text(u"[data-do=undo]"_s);
    show(agent::CheckpointRestored{.to = 7,
                                   .since = 8,
                                   .before = 8,
                                   .after = 9,
                                   .files = {u"src/hello.py"_s},
                                   .count = 6,
                                   .kept = {u"docs/new.md"_s}});
    QTRY_VERIFY(box.has(u".changes.undone"_s));
    QVERIFY(box.text(u".changes .outcome"_s).contains(u"docs/new.md"_s));
    QVERIFY(box.text(u"[data-do=undo]"_s) != undo);
    takePicture(*box.view, u"chat-changes-undone"_s + suffix);
    show(agent::CheckpointRestored{.to = 8, .since = 9, .before = 9, .after = 10, .count = 6});
    QTRY_VERIFY(!box.has(u".changes.undone"_s));
}

void ChatTest::textThatGrows_isAddedTo_andThePaneFollowsIt()
{
    const auto dark = followLook(m_theme).dark;
    Box box(R"({"replies": []})", true, dark);
    QTRY_VERIFY(box.has(u"#welcome:not([hidden])"_s));
    desktop::chat::Transcript transcript;
    const auto grow = [&](const QString& text) {
        transcript.add({.body = agent::TextDelta{text}});
        Q_EMIT box.backend->updates(transcript.take());
    };
    grow(u"First **words**\n\n```cpp\nint a = 1;\n"_s);
    QTRY_VERIFY(box.text(u".answer code"_s).contains(u"int a"_s));
    box.js(u"window.kept = document.querySelector('.answer code').firstChild"_s);
    grow(u"int b = 2;\n"_s);
    QTRY_VERIFY(box.text(u".answer code"_s).contains(u"int b"_s));
    QVERIFY(box.js(u"window.kept.isConnected"_s).toBool()); // as is what was selected in it
    grow(u"```\n\n"_s);
    for (int i = 0; i < 60; ++i)
        grow(u"Paragraph %1. "_s.arg(i) + u"Some words of it. "_s.repeated(50) + u"\n\n"_s);
    QTRY_VERIFY(box.has(u".answer.lazy"_s));
    QTRY_VERIFY(box.js(u"document.querySelector('#transcript').innerText"_s).toString().contains(u"Paragraph 59."_s));
    const auto missed =
        u"(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight)(document.getElementById('scroller'))"_s;
    QTRY_VERIFY2(box.js(missed).toDouble() < 2, qPrintable(box.js(missed).toString()));
    // Also where what stands below takes more room.
    box.backend->setEditor(
        {{u"path"_s, u"src/a.py"_s}, {u"line"_s, 1}, {u"column"_s, 1}, {u"endLine"_s, 1}, {u"endColumn"_s, 1}});
    QTRY_VERIFY(box.has(u".context:not([hidden])"_s));
    QTRY_VERIFY2(box.js(missed).toDouble() < 2, qPrintable(box.js(missed).toString()));
    const auto seen =
        box.js(u"document.querySelector('.answer:last-of-type').getBoundingClientRect().height"_s).toDouble();
    QVERIFY2(seen > 50, qPrintable(QString::number(seen)));
    // Back at the beginning all is as long as it was.
    const auto height = box.js(u"document.getElementById('scroller').scrollHeight"_s).toInt();
    box.js(u"document.getElementById('scroller').scrollTop = 0"_s);
    QTRY_VERIFY(box.has(u"#latest:not([hidden])"_s));
    QCOMPARE(box.js(u"document.getElementById('scroller').scrollHeight"_s).toInt(), height);
}

void ChatTest::whileTextGrows_nothingElseMoves()
{
    const auto dark = followLook(m_theme).dark;
    Box box(R"({"replies": [{"steps": [{"text": "One moment"}, {"stall": true}]}]})", true, dark);
    box.js(uR"js(new MutationObserver(() => {
        if (document.querySelector(".working.hushed") && document.querySelector(".answer.streaming:not(.rests)"))
            window.hushed = true;
    }).observe(document.getElementById("transcript"), { subtree: true, attributes: true, childList: true }))js"_s);
    box.backend->send(u"hello"_s);
    QTRY_VERIFY(box.js(u"window.hushed === true"_s).toBool());
    // Where no more comes, it is seen that it is waited for.
    QTRY_VERIFY(box.has(u".working:not(.hushed)"_s) && box.has(u".answer.streaming.rests"_s));
    box.backend->stop();
    QTRY_VERIFY(!box.has(u".working"_s) && !box.has(u".answer.streaming"_s));
}

void ChatTest::thePage_hasNoNetworkAndNoOtherPage()
{
    const auto dark = followLook(m_theme).dark;
    Box box(R"({"replies": []})", true, dark);
    box.js(u"fetch('%1/models').then(() => { window.reached = true }, () => { window.reached = false })"_s.arg(
        box.server.address().toString()));
    QTRY_VERIFY(box.js(u"window.reached === false"_s).toBool());
    QCOMPARE(box.server.requests().size(), 0);
    box.js(u"location.href = 'https://example.org/'"_s);
    box.js(u"window.open('https://example.org/')"_s);
    QCOMPARE(box.js(u"location.href"_s).toString(), u"kalpana-page://chat/index.html"_s);
}

} // namespace kalpana::test

int main(int argc, char** argv)
{
    return kalpana::test::runWithTheme<kalpana::test::ChatTest>(argc, argv);
}

#include "chat_test.moc"
