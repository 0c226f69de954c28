#include "tests/ui/chat_box.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

namespace kalpana::test {

using desktop::look::Appearance;

/// Several chats of a workspace: their list, their versions, what waits in them, their length.
class ChatsTest final : public QObject {
    Q_OBJECT
public:
    explicit ChatsTest(desktop::look::Theme& theme) : m_theme(theme) {}

private:
    using Box = ChatBox;
    desktop::look::Theme& m_theme;

private Q_SLOTS:
    void initTestCase_data();
    void severalChats_workAtOnce_andShowHowTheyStand();
    void aChat_isFound_renamed_pinned_andDeleted();
    void aChatThatWorks_canBeDeleted();
    void aMessage_isEdited_andBothVersionsStay();
    void whatIsSentAtOnceBehindTheFirst_isNotLost();
    void whatCantBeKept_standsInTheComposerAgain();
    void whileAnotherProgramWorksInTheChat_itsHistoryStays();
    void whileAnotherProgramWorksInTheChat_whatIsSentWaits();
    void whatIsSentMeanwhile_waits_isTakenBack_orHeardAtOnce();
    void aTurnThatWasCut_offersToGoOn();
    void aLongChat_showsItsEnd_andEarlierPartsWhenScrolled();
    void aNarrowPane_hasRoomForAll();
};

void ChatsTest::initTestCase_data()
{
    addLooks();
}

void ChatsTest::severalChats_workAtOnce_andShowHowTheyStand()
{
    const auto [dark, suffix] = followLook(m_theme);
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
    box.view->setFocus();
    box.key(Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(box.has(u"#chats:not([hidden]) #chats-list li"_s));
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

void ChatsTest::aChat_isFound_renamed_pinned_andDeleted()
{
    const auto [dark, suffix] = followLook(m_theme);
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

void ChatsTest::aChatThatWorks_canBeDeleted()
{
    const auto dark = followLook(m_theme).dark;
    Box box(R"({"replies": [{"steps": [{"text": "One moment"}, {"stall": true}]}, {"steps": [{"text": "Here"}]}]})",
            true, dark);
    box.backend->send(u"Take long"_s);
    QTRY_VERIFY(box.text(u".answer"_s).contains(u"One moment"_s));
    const auto id = box.store->chats(u"w"_s).value().first().id;
    box.backend->deleteChat(id);
    QTRY_VERIFY(box.has(u"#welcome:not([hidden])"_s) && !box.has(u".answer"_s));
    QTRY_COMPARE(box.server.abandoned(), 1);
    QTRY_VERIFY(box.store->chats(u"w"_s).value().isEmpty());
    box.backend->send(u"And now?"_s);
    QTRY_COMPARE(box.text(u".answer"_s), u"Here"_s);
    QCOMPARE(box.store->chats(u"w"_s).value().size(), 1);
}

void ChatsTest::aMessage_isEdited_andBothVersionsStay()
{
    const auto [dark, suffix] = followLook(m_theme);
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

void ChatsTest::whatIsSentAtOnceBehindTheFirst_isNotLost()
{
    Box box(R"({"replies": [{"steps": [{"text": "Answer one"}]}, {"steps": [{"text": "Answer two"}]}]})");
    box.backend->send(u"First"_s);
    box.backend->send(u"Second"_s);
    QTRY_COMPARE(box.js(u"[...document.querySelectorAll('.user')].map((one) => one.innerText).join()"_s).toString(),
                 u"First,Second"_s);
    QTRY_VERIFY(!box.has(u".working"_s));
    QCOMPARE(box.store->chats(u"w"_s).value().size(), 1);
}

void ChatsTest::whatCantBeKept_standsInTheComposerAgain()
{
    Box box(R"({"replies": [{"steps": [{"text": "Answer one"}]}]})");
    box.backend->send(u"A question"_s);
    QTRY_VERIFY(box.text(u".answer"_s).contains(u"one"_s) && !box.has(u".working"_s));
    // Another program has deleted the chat.
    QVERIFY(box.store->remove(box.store->chats(u"w"_s).value().first().id));
    box.type(u"Long thought over"_s);
    box.key(Qt::Key_Return);
    QTRY_VERIFY(box.text(u".error"_s).contains(u"does not exist any more"_s));
    QTRY_COMPARE(box.js(u"document.getElementById('prompt').value"_s).toString(), u"Long thought over"_s);
}

void ChatsTest::whileAnotherProgramWorksInTheChat_whatIsSentWaits()
{
    Box box(R"({"replies": [{"steps": [{"text": "Answer one"}]}]})");
    box.backend->send(u"A question"_s);
    QTRY_VERIFY(box.text(u".answer"_s).contains(u"one"_s) && !box.has(u".working"_s));
    const auto other = box.store->beginTurn(box.store->chats(u"w"_s).value().first().id);
    box.type(u"And now"_s);
    box.key(Qt::Key_Return);
    QTRY_VERIFY(box.text(u".error"_s).contains(u"works in this chat already"_s));
    QTRY_VERIFY(box.text(u"#waiting"_s).contains(u"And now"_s));
    QCOMPARE(box.js(u"document.getElementById('prompt').value"_s).toString(), QString());
}

void ChatsTest::whileAnotherProgramWorksInTheChat_itsHistoryStays()
{
    Box box(R"({"replies": [{"steps": [{"text": "Answer one"}]}]})");
    box.backend->send(u"A question"_s);
    QTRY_VERIFY(box.text(u".answer"_s).contains(u"one"_s) && !box.has(u".working"_s));
    const auto chat = box.store->chats(u"w"_s).value().first().id;
    const auto before = box.store->allEvents(chat).value();
    const auto other = box.store->beginTurn(chat);
    QVERIFY(other);
    box.js(u"document.querySelector('.said .edit').click()"_s);
    box.js(u"document.activeElement.value = 'A better question'"_s);
    box.js(u"document.querySelector('.said .button.primary').click()"_s);
    QTRY_VERIFY(box.text(u"#notice"_s).contains(u"works in this chat already"_s));
    QCOMPARE(box.js(u"document.querySelector('.said textarea').value"_s).toString(), u"A better question"_s);
    QCOMPARE(box.store->allEvents(chat).value(), before);
}

void ChatsTest::whatIsSentMeanwhile_waits_isTakenBack_orHeardAtOnce()
{
    const auto [dark, suffix] = followLook(m_theme);
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
    QTRY_COMPARE(box.store->waiting(box.store->chats(u"w"_s).value().first().id).value().size(), 2);

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

void ChatsTest::aTurnThatWasCut_offersToGoOn()
{
    const auto [dark, suffix] = followLook(m_theme);
    Box box(R"({"replies": [{"steps": [{"text": " and then some."}]}]})", true, dark);
    const auto chat = box.store->create(u"w"_s).value();
    QVERIFY(box.store->append(chat.id, agent::UserMessage{u"Tell me"_s}));
    QVERIFY(box.store->append(chat.id, agent::TextDelta{u"It began well"_s}));
    QVERIFY(box.store->addWaiting(chat.id, u"And this"_s));
    box.backend->openChat(chat.id, 0);
    QTRY_VERIFY(box.has(u".note.cut .button"_s));
    QTRY_VERIFY(box.text(u"#waiting"_s).contains(u"Not sent"_s));
    takePicture(*box.view, u"chat-cut"_s + suffix);
    // Where another program works in it, it is not cut off.
    {
        const auto other = box.store->beginTurn(chat.id);
        box.backend->openChat(chat.id, 0);
        QTRY_VERIFY(box.text(u".note"_s).contains(u"in another program"_s));
        QVERIFY(!box.has(u".note.cut"_s));
    }
    box.backend->openChat(chat.id, 0);
    QTRY_VERIFY(box.has(u".note.cut .button"_s));
    box.js(u"document.querySelector('.note.cut .button').click()"_s);
    QTRY_VERIFY(
        box.js(u"[...document.querySelectorAll('.answer')].at(-1).innerText"_s).toString().contains(u"then some"_s));
    QVERIFY(!box.has(u".note.cut"_s));
}

void ChatsTest::aLongChat_showsItsEnd_andEarlierPartsWhenScrolled()
{
    const auto dark = followLook(m_theme).dark;
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

void ChatsTest::aNarrowPane_hasRoomForAll()
{
    const auto [dark, suffix] = followLook(m_theme);
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

} // namespace kalpana::test

int main(int argc, char** argv)
{
    return kalpana::test::runWithTheme<kalpana::test::ChatsTest>(argc, argv);
}

#include "chats_test.moc"
