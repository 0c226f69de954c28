#include "app/desktop/chat/transcript.h"
#include "app/desktop/look/theme.h"
#include "tests/ui/chat_box.h"
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
    void severalChats_workAtOnce_andShowHowTheyStand();
    void aChat_isFound_renamed_pinned_andDeleted();
    void aMessage_isEdited_andBothVersionsStay();
    void whatIsSentMeanwhile_waits_isTakenBack_orHeardAtOnce();
    void aTurnThatWasCut_offersToGoOn();
    void aLongChat_showsItsEnd_andEarlierPartsWhenScrolled();
    void aNarrowPane_hasRoomForAll();
    void thePage_hasNoNetworkAndNoOtherPage();
};

void ChatTest::initTestCase_data()
{
    QTest::addColumn<Appearance>("look");
    QTest::newRow("light") << Appearance::Light;
    QTest::newRow("dark") << Appearance::Dark;
}

#define FOLLOW_LOOK                                                                                                    \
    QFETCH_GLOBAL(Appearance, look);                                                                                   \
    m_theme.setAppearance(look);                                                                                       \
    const bool dark = look == Appearance::Dark;                                                                        \
    const auto suffix = dark ? u"-dark"_s : u"-light"_s

void ChatTest::withoutAModel_theSettingsAreOneClickAway()
{
    FOLLOW_LOOK;
    Box box(R"({"replies": []})", false, dark);
    QTRY_VERIFY(box.has(u"#setup"_s));
    takePicture(*box.view, u"chat-setup"_s + suffix);
    QSignalSpy asked(box.backend.get(), &desktop::chat::ChatBackend::settingsRequested);
    box.js(u"document.getElementById('setup').click()"_s);
    QTRY_COMPARE(asked.size(), 1);
}

void ChatTest::aTurn_isShown_asked_andDone()
{
    FOLLOW_LOOK;
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
    FOLLOW_LOOK;
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
    FOLLOW_LOOK;
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
    FOLLOW_LOOK;
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
    FOLLOW_LOOK;
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
    FOLLOW_LOOK;
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
    box.js(u"document.querySelectorAll('.changes li > button')[1].click()"_s);
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

void ChatTest::severalChats_workAtOnce_andShowHowTheyStand()
{
    FOLLOW_LOOK;
    Box box(R"({"replies": [
        {"steps": [{"text": "First begins"}, {"stall": true}, {"text": " and ends."}]},
        {"steps": [{"tools": [{"id": "c", "name": "run_command", "arguments": {"command": "touch made"}}]}]},
        {"steps": [{"text": "Third **done**."}]},
        {"steps": [{"text": "Then not."}]}]})",
            true, dark);
    box.backend->send(u"The first task"_s);
    QTRY_VERIFY(box.text(u".answer"_s).contains(u"First begins"_s));
    QTRY_COMPARE(box.text(u"#title"_s), u"The first task"_s);

    box.js(u"document.getElementById('new-chat').click()"_s);
    QTRY_VERIFY(!box.has(u".answer"_s) && !box.has(u".working"_s));
    QTRY_VERIFY(box.has(u"#welcome:not([hidden])"_s));
    QTRY_COMPARE(box.text(u"#chats-badge"_s), u"Working"_s);
    box.backend->send(u"Make a file"_s);
    QTRY_VERIFY_WITH_TIMEOUT(box.has(u".approval"_s), 15'000);

    box.js(u"document.getElementById('new-chat').click()"_s);
    QTRY_VERIFY(!box.has(u".approval"_s));
    QTRY_COMPARE(box.text(u"#chats-badge"_s), u"Asks you"_s);
    box.backend->send(u"Something short"_s);
    QTRY_VERIFY(box.has(u".answer strong"_s) && !box.has(u".working"_s));

    box.openList();
    QTRY_VERIFY(box.js(u"!!"_s + box.row(u"The first task"_s, u".dot[data-state=working]"_s)).toBool());
    QTRY_VERIFY(box.js(u"!!"_s + box.row(u"Make a file"_s, u".dot[data-state=asks]"_s)).toBool());
    QTRY_VERIFY(box.js(box.row(u"Something short"_s) + u".matches('.shown')"_s).toBool());
    takePicture(*box.view, u"chats-list"_s + suffix);

    // Back to the one that works: what it has said is there, and more comes.
    box.js(box.row(u"The first task"_s, u".open"_s) + u".click()"_s);
    QTRY_VERIFY(box.text(u".answer"_s).contains(u"First begins"_s) && box.has(u".working"_s));
    QVERIFY(box.has(u"#chats[hidden]"_s));
    // To the one that asks, by keys alone.
    box.openList();
    box.view->setFocus();
    box.key(Qt::Key_Down);
    QTRY_VERIFY(box.js(u"document.activeElement.innerText.includes('Something short')"_s).toBool());
    box.key(Qt::Key_Down);
    QTRY_VERIFY(box.js(u"document.activeElement.innerText.includes('Make a file')"_s).toBool());
    box.key(Qt::Key_Return);
    QTRY_VERIFY(box.has(u".approval [data-decision=once]"_s));
    box.js(u"document.querySelector('.approval [data-decision=no]').click()"_s);

    // The first one ends while another is shown: it is new until it is looked at.
    box.server.release();
    QTRY_COMPARE(box.text(u"#chats-badge"_s), u"New"_s);
    box.openList();
    QTRY_VERIFY(box.js(u"!!"_s + box.row(u"The first task"_s, u".dot[data-state=unread]"_s)).toBool());
    box.js(box.row(u"The first task"_s, u".open"_s) + u".click()"_s);
    QTRY_COMPARE(box.text(u".answer"_s), u"First begins and ends."_s);
    QVERIFY(!box.has(u".working"_s));
    QTRY_COMPARE(box.text(u"#chats-badge"_s), QString());
}

void ChatTest::aChat_isFound_renamed_pinned_andDeleted()
{
    FOLLOW_LOOK;
    Box box(R"({"replies": [{"steps": [{"text": "Use the **tesseract** library"}]}, {"steps": [{"text": "Yes"}]}]})",
            true, dark);
    box.backend->send(u"How do I read text in pictures?"_s);
    QTRY_VERIFY(box.has(u".answer"_s) && !box.has(u".working"_s));
    box.js(u"document.getElementById('new-chat').click()"_s);
    QTRY_VERIFY(!box.has(u".answer"_s));
    box.backend->send(u"Is it free?"_s);
    QTRY_VERIFY(box.has(u".answer"_s) && !box.has(u".working"_s));

    box.openList();
    const auto type = [&box](const QString& selector, const QString& text) {
        box.js(u"(e => { e.value = '%2'; e.dispatchEvent(new Event('input')) })(document.querySelector('%1'))"_s.arg(
            selector, text));
    };
    type(u"#chats input"_s, u"tesser"_s);
    QTRY_COMPARE(box.text(u"#chats-list .found mark"_s), u"tesseract"_s);
    QCOMPARE(box.js(u"document.querySelectorAll('#chats-list li').length"_s).toInt(), 1);
    takePicture(*box.view, u"chats-found"_s + suffix);
    box.js(u"document.querySelector('#chats-list .found .open').click()"_s);
    QTRY_VERIFY(box.has(u".answer.looked-at"_s));

    box.openList();
    box.js(box.row(u"Is it free?"_s, u"[data-action=chat-pin]"_s) + u".click()"_s);
    QTRY_VERIFY(box.js(u"document.querySelector('#chats-list li').innerText.includes('Is it free?')"_s).toBool());
    QTRY_VERIFY(box.has(u"#chats-list li:first-child .pinned"_s));
    box.js(box.row(u"How do I"_s, u".open"_s) + u".focus()"_s);
    box.view->setFocus();
    box.key(Qt::Key_F2);
    QTRY_VERIFY(box.has(u"#chats-list .editing input"_s));
    takePicture(*box.view, u"chats-rename"_s + suffix);
    type(u"#chats-list .editing input"_s, u"Text in pictures"_s);
    box.key(Qt::Key_Return);
    QTRY_COMPARE(box.text(u"#title"_s), u"Text in pictures"_s);

    QTRY_VERIFY(box.js(u"!!"_s + box.row(u"Text in pictures"_s)).toBool());
    box.js(box.row(u"Text in pictures"_s, u"[data-action=chat-delete]"_s) + u".click()"_s);
    QTRY_VERIFY(box.text(u"#chats-list .deleting"_s).contains(u"Files in the workspace stay as they are."_s));
    takePicture(*box.view, u"chats-delete"_s + suffix);
    box.js(u"document.querySelector('[data-action=really-delete]').click()"_s);
    QTRY_VERIFY(!box.has(u".answer"_s));
    QTRY_COMPARE(box.store->chats(u"w"_s).value().size(), 1);
    QTRY_COMPARE(box.js(u"document.querySelectorAll('#chats-list li').length"_s).toInt(), 1);

    QSignalSpy asked(box.backend.get(), &desktop::chat::ChatBackend::exportRequested);
    box.js(box.row(u"Is it free?"_s, u"[data-action=chat-export]"_s) + u".click()"_s);
    QTRY_VERIFY(box.has(u"#chats-list .deleting .button"_s));
    takePicture(*box.view, u"chats-export"_s + suffix);
    box.js(u"document.querySelector('#chats-list .deleting .button').click()"_s);
    QTRY_COMPARE(asked.size(), 1);
    QCOMPARE(asked[0][2].toString(), u"Is it free.md"_s);
    box.backend->exportTo(asked[0][0].toString(), asked[0][1].toString(), box.folder.path(u"out.md"_s));
    QTRY_VERIFY(box.text(u"#notice"_s).contains(u"out.md"_s));
    QVERIFY(box.folder.read(u"out.md"_s).startsWith("# Is it free?\n\n## You\n\nIs it free?\n\n## Agent\n\nYes"));
}

void ChatTest::aMessage_isEdited_andBothVersionsStay()
{
    FOLLOW_LOOK;
    Box box(R"({"replies": [{"steps": [{"text": "Answer one"}]}, {"steps": [{"text": "Answer two"}]},
        {"steps": [{"text": "Answer three"}]}]})",
            true, dark);
    box.backend->send(u"A question"_s);
    QTRY_VERIFY(box.text(u".answer"_s).contains(u"one"_s) && !box.has(u".working"_s));
    box.backend->send(u"More of it"_s);
    QTRY_COMPARE(box.js(u"document.querySelectorAll('.answer').length"_s).toInt(), 2);
    QTRY_VERIFY(!box.has(u".working"_s));
    box.js(u"document.querySelector('.said .edit').click()"_s);
    QTRY_COMPARE(box.js(u"document.activeElement.value"_s).toString(), u"A question"_s);
    takePicture(*box.view, u"chat-editing"_s + suffix);
    box.js(u"document.activeElement.value = 'A better question'"_s);
    box.view->setFocus();
    box.key(Qt::Key_Return);
    QTRY_VERIFY(box.text(u".answer"_s).contains(u"three"_s) && !box.has(u".working"_s));
    QCOMPARE(box.js(u"document.querySelectorAll('.said').length"_s).toInt(), 1);
    QCOMPARE(box.text(u".user"_s), u"A better question"_s);
    QTRY_VERIFY(box.text(u".versions"_s).contains(u"2/2"_s));
    takePicture(*box.view, u"chat-versions"_s + suffix);
    // Only the chosen branch was sent.
    const auto sent = box.server.requests().last().body[u"messages"_s].toArray();
    QCOMPARE(sent.size(), 2);
    QCOMPARE(sent[1][u"content"_s].toString(), u"A better question"_s);

    box.js(u"document.querySelector('.versions button').click()"_s);
    QTRY_COMPARE(box.js(u"document.querySelectorAll('.said').length"_s).toInt(), 2);
    QVERIFY(box.text(u".answer"_s).contains(u"one"_s));
    QTRY_VERIFY(box.text(u".versions"_s).contains(u"1/2"_s));
}

void ChatTest::whatIsSentMeanwhile_waits_isTakenBack_orHeardAtOnce()
{
    FOLLOW_LOOK;
    Box box(R"({"replies": [
        {"steps": [{"text": "I look"}, {"stall": true}, {"tools": [{"id": "c", "name": "read_file", "arguments": {"path": "README.md"}}]}]},
        {"steps": [{"text": "Only the tests then."}]},
        {"steps": [{"text": "Committed."}]}]})",
            true, dark);
    box.backend->send(u"Look at everything"_s);
    QTRY_VERIFY(box.text(u".answer"_s).contains(u"I look"_s));
    for (const auto& words : {u"Then commit"_s, u"Never mind"_s, u"Only the tests please"_s}) {
        box.type(words);
        QTRY_COMPARE(box.js(u"document.getElementById('prompt').value"_s).toString(), words);
        QVERIFY(box.has(u"#queue:not([hidden])"_s));
        box.key(Qt::Key_Return, words.startsWith(u"Only"_s) ? Qt::ControlModifier : Qt::NoModifier);
        QTRY_VERIFY(box.text(u"#waiting"_s).contains(words));
    }
    QTRY_VERIFY(box.has(u"#waiting li.steered"_s));
    takePicture(*box.view, u"chat-waiting"_s + suffix);
    box.js(
        u"[...document.querySelectorAll('#waiting li')].find(e => e.innerText.includes('Never')).querySelector('.back').click()"_s);
    QTRY_COMPARE(box.js(u"document.querySelectorAll('#waiting li').length"_s).toInt(), 2);
    QTRY_COMPARE(box.js(u"document.getElementById('prompt').value"_s).toString(), u"Never mind"_s);
    QCOMPARE(box.store->waiting(box.store->chats(u"w"_s).value().first().id).value().size(), 2);

    box.server.release();
    QTRY_VERIFY(
        box.js(u"[...document.querySelectorAll('.answer')].at(-1).innerText"_s).toString().contains(u"Committed"_s));
    QTRY_VERIFY(!box.has(u".working"_s) && box.has(u"#waiting[hidden]"_s));
    const auto requests = box.server.requests();
    QCOMPARE(requests.size(), 3);
    // The one was heard in the turn, after the call's result; the other began a turn of its own.
    QCOMPARE(requests[1].body[u"messages"_s].toArray().last()[u"content"_s].toString(), u"Only the tests please"_s);
    QCOMPARE(requests[2].body[u"messages"_s].toArray().last()[u"content"_s].toString(), u"Then commit"_s);
    QVERIFY(box.store->waiting(box.store->chats(u"w"_s).value().first().id).value().isEmpty());
}

void ChatTest::aTurnThatWasCut_offersToGoOn()
{
    FOLLOW_LOOK;
    Box box(R"({"replies": [{"steps": [{"text": " and then some."}]}]})", true, dark);
    const auto chat = box.store->create(u"w"_s).value();
    QVERIFY(box.store->append(chat.id, agent::UserMessage{u"Tell me"_s}));
    QVERIFY(box.store->append(chat.id, agent::TextDelta{u"It began well"_s}));
    QVERIFY(box.store->addWaiting(chat.id, u"And this"_s));
    box.backend->openChat(chat.id, 0);
    QTRY_VERIFY(box.has(u".note.cut .button"_s));
    QTRY_VERIFY(box.text(u"#waiting"_s).contains(u"Not sent"_s));
    takePicture(*box.view, u"chat-cut"_s + suffix);
    box.js(u"document.querySelector('.note.cut .button').click()"_s);
    QTRY_VERIFY(
        box.js(u"[...document.querySelectorAll('.answer')].at(-1).innerText"_s).toString().contains(u"then some"_s));
    QVERIFY(!box.has(u".note.cut"_s));
}

void ChatTest::aLongChat_showsItsEnd_andEarlierPartsWhenScrolled()
{
    FOLLOW_LOOK;
    Box box(R"({"replies": []})", true, dark);
    const auto chat = box.store->create(u"w"_s).value();
    for (int i = 0; i < 400; ++i) {
        const auto id = QString::number(i);
        QVERIFY(box.store->append(chat.id, agent::UserMessage{u"Question "_s + id}));
        QVERIFY(
            box.store->append(chat.id, agent::ToolCallStarted{{.id = id, .name = u"read_file"_s}, u"Read "_s + id}));
        QVERIFY(box.store->append(chat.id, agent::ToolCallFinished{id, true, u"text"_s}));
        QVERIFY(box.store->append(chat.id, agent::TextDelta{u"Answer **"_s + id + u"**"_s}));
        QVERIFY(box.store->append(chat.id, agent::TurnFinished{}));
    }
    box.backend->openChat(chat.id, 0);
    QTRY_COMPARE(box.js(u"[...document.querySelectorAll('.user')].at(-1)?.innerText"_s).toString(), u"Question 399"_s);
    const auto count = [&box] { return box.js(u"document.querySelectorAll('.user').length"_s).toInt(); };
    QVERIFY(count() < 200);
    QVERIFY(box.has(u"#earlier"_s));
    // What is looked at stays where it is while more comes above it.
    box.js(u"document.getElementById('scroller').scrollTop = 300"_s);
    const auto before = count();
    QTRY_VERIFY(count() > before);
    QTRY_VERIFY(box.js(u"document.getElementById('scroller').scrollTop"_s).toDouble() > 300);
    QTRY_VERIFY_WITH_TIMEOUT(
        (box.js(u"document.getElementById('scroller').scrollTop = 0"_s), count() == 400 && !box.has(u"#earlier"_s)),
        30'000);
    QCOMPARE(box.text(u".user"_s), u"Question 0"_s);
    QVERIFY(!box.has(u".state.running, .state.stopped"_s));
}

void ChatTest::aNarrowPane_hasRoomForAll()
{
    FOLLOW_LOOK;
    Box box(R"({"replies": [{"steps": [{"text": "I look"}, {"stall": true}]}]})", true, dark);
    box.view->resize(320, 700);
    const auto other = box.store->create(u"w"_s).value();
    QVERIFY(
        box.store->append(other.id, agent::UserMessage{u"Another chat with a rather long title that does not fit"_s}));
    QVERIFY(box.store->append(other.id, agent::TurnFailed{{.sentence = u"No."_s}}));
    box.backend->newChat();
    box.backend->send(u"A long message that says what is to be done, in more words than fit"_s);
    QTRY_VERIFY(box.text(u".answer"_s).contains(u"I look"_s));
    box.type(u"And then"_s);
    box.key(Qt::Key_Return);
    QTRY_VERIFY(box.text(u"#waiting"_s).contains(u"And then"_s));
    box.type(u"One more"_s);
    QTRY_VERIFY(box.has(u"#queue:not([hidden])"_s));
    takePicture(*box.view, u"chat-narrow"_s + suffix);
    QVERIFY(box.js(u"document.documentElement.scrollWidth <= innerWidth"_s).toBool());
    box.openList();
    box.js(box.row(u"Another chat"_s, u".open"_s) + u".focus()"_s);
    takePicture(*box.view, u"chats-narrow"_s + suffix);
    QVERIFY(box.js(u"document.documentElement.scrollWidth <= innerWidth"_s).toBool());
}

void ChatTest::thePage_hasNoNetworkAndNoOtherPage()
{
    FOLLOW_LOOK;
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
    QApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QApplication application(argc, argv);
    kalpana::desktop::look::Theme theme(application);
    theme.setAppearance(kalpana::desktop::look::Appearance::Desktop);
    kalpana::test::ChatTest test(theme);
    return QTest::qExec(&test, argc, argv);
}

#include "chat_test.moc"
