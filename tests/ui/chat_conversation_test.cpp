#include "tests/ui/chat_box.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QJsonArray>
#include <QTest>

namespace kalpana::test {

using desktop::look::Appearance;

/// What passes between the user and the agent beside words and permissions: plans, questions, mentions.
class ChatConversationTest final : public QObject {
    Q_OBJECT
public:
    explicit ChatConversationTest(desktop::look::Theme& theme) : m_theme(theme) {}

private Q_SLOTS:
    void initTestCase_data() { addLooks(); }

    void planMode_isChosen_andThePlanIsCarriedOut()
    {
        auto box = open(R"({"replies": [
            {"steps": [{"text": "1. Write the file\n2. Test it"}]},
            {"steps": [{"text": "Done."}]}]})");
        box->type(u"Plan it"_s);
        box->key(Qt::Key_Period, Qt::ControlModifier);
        QTRY_VERIFY(box->has(u"#composer.planning"_s));
        QVERIFY(box->has(u"#mode [data-mode=plan][aria-checked=true]"_s));
        box->key(Qt::Key_Return);
        QTRY_VERIFY(box->has(u".said .planned"_s));
        QTRY_VERIFY(box->has(u".carry button"_s));
        QVERIFY(!toolsOf(*box, 0).contains(u"write_file"_s));
        picture(*box, u"chat-plan-mode"_s);
        box->js(u"document.querySelector('.carry button').click()"_s);
        QTRY_COMPARE(box->js(u"document.querySelectorAll('.said').length"_s).toInt(), 2);
        QTRY_VERIFY(box->text(u".answer:last-of-type"_s).contains(u"Done."_s) || !box->has(u".working"_s));
        QTRY_COMPARE(box->server.requests().size(), 2);
        QVERIFY(toolsOf(*box, 1).contains(u"write_file"_s));
        QVERIFY(!box->has(u"#composer.planning"_s));
        QVERIFY(!box->has(u".carry"_s));
    }

    void aPlan_isInSight_andAQuestionIsAnswered()
    {
        auto box = open(R"({"replies": [
            {"steps": [{"tools": [{"id": "p", "name": "update_plan", "arguments": {"steps": [
                {"text": "Look at the greeting", "state": "done"},
                {"text": "Ask which language is wanted", "state": "active"},
                {"text": "Change src/greeting.py and its tests", "state": "open"}]}}]}]},
            {"steps": [{"tools": [{"id": "q", "name": "ask_user", "arguments": {
                "question": "Which **language** shall it greet in?", "options": ["English", "French <b>x</b>"]}}]}]},
            {"steps": [{"text": "French it is."}]}]})");
        box->type(u"Greet"_s);
        box->key(Qt::Key_Return);
        QTRY_VERIFY(box->has(u".question .option"_s));
        QCOMPARE(box->text(u".question strong"_s), u"language"_s);
        QVERIFY(!box->has(u".question b"_s));
        QVERIFY(box->text(u"#plan .count"_s).contains(u"1 of 3"_s));
        QCOMPARE(box->text(u"#plan .active"_s), u"Ask which language is wanted"_s);
        QVERIFY(!box->has(u".working:not([hidden])"_s));
        box->js(u"document.getElementById('plan').open = true"_s);
        picture(*box, u"chat-question"_s);
        box->js(u"document.querySelector('.question').focus()"_s);
        box->key(Qt::Key_2);
        QTRY_VERIFY(box->has(u".question.settled"_s));
        QCOMPARE(box->text(u".question .given"_s), u"French <b>x</b>"_s);
        QTRY_VERIFY(box->text(u".answer:not(.text)"_s).contains(u"French it is."_s));
        const auto sent = box->server.requests().value(2).body.value("messages"_L1).toArray();
        QCOMPARE(sent.last()["content"_L1].toString(), u"French <b>x</b>"_s);
    }

    void aQuestion_isAnsweredInOwnWords_orStopped()
    {
        auto box = open(R"({"replies": [
            {"steps": [{"tools": [{"id": "q", "name": "ask_user", "arguments": {"question": "Which?"}}]}]},
            {"steps": [{"tools": [{"id": "r", "name": "ask_user", "arguments": {"question": "And then?"}}]}]}]})");
        box->backend->send(u"Go"_s);
        QTRY_VERIFY(box->has(u".question input"_s));
        box->js(u"document.querySelector('.question input').focus()"_s);
        for (const auto letter : u"12 of them"_s) // digits too: nothing is chosen while one writes
            QTest::keyClick(box->view->window()->windowHandle(), letter.toLatin1());
        box->key(Qt::Key_Return);
        QTRY_COMPARE(box->text(u".question.settled .given"_s), u"12 of them"_s);
        QTRY_VERIFY(box->has(u".question:not(.settled)"_s));
        box->backend->stop();
        QTRY_VERIFY(!box->has(u".question:not(.settled)"_s));
        QTRY_VERIFY(!box->has(u".working"_s));
    }

    void mentions_areCompleted_andGoWithTheMessage()
    {
        auto box = open(R"({"replies": [{"steps": [{"text": "I see."}]}]})");
        box->folder.write(u"work/AGENTS.md"_s, "Be kind.");
        box->type(u"Explain @gree"_s);
        QTRY_VERIFY(box->text(u"#mentions"_s).contains(u"src/greeting.py"_s));
        picture(*box, u"chat-mentions"_s);
        choose(*box, u"src/greeting.py"_s);
        QTRY_COMPARE(box->js(u"document.getElementById('prompt').value"_s).toString(), u"Explain @src/greeting.py "_s);
        QTRY_VERIFY(!box->has(u"#mentions:not([hidden])"_s));
        box->type(u"and @t"_s);
        QTRY_VERIFY(box->text(u"#mentions"_s).contains(u"tests/"_s));
        box->key(Qt::Key_Escape); // closes the list, and no more
        QTRY_VERIFY(!box->has(u"#mentions:not([hidden])"_s));
        box->key(Qt::Key_Return);
        QTRY_VERIFY(box->has(u".attached summary"_s));
        QCOMPARE(box->js(u"document.querySelectorAll('.attached summary').length"_s).toInt(), 1);
        QCOMPARE(box->text(u".attached summary"_s).trimmed(), u"@src/greeting.py"_s);
        QTRY_VERIFY(box->text(u".note.instructions"_s).contains(u"AGENTS.md"_s));
        QTRY_VERIFY(box->text(u".answer"_s).contains(u"I see."_s));
        box->js(u"document.querySelector('.attached details').open = true"_s);
        picture(*box, u"chat-attached"_s);
        const auto sent = box->server.requests().value(0).body.value("messages"_L1).toArray();
        QVERIFY(sent[0]["content"_L1].toString().contains(u"Be kind."_s));
        QVERIFY(sent[1]["content"_L1].toString().contains(u"def greet("_s));
    }

    void anAnswerForLonger_isUnfolded_andKept()
    {
        auto box = open(R"({"replies": [
            {"steps": [{"tools": [{"id": "r", "name": "run_command", "arguments": {"command": "echo hi"}}]}]},
            {"steps": [{"text": "Done."}]}]})");
        box->backend->send(u"Go"_s);
        QTRY_VERIFY(box->has(u".approval .more"_s));
        QVERIFY(box->has(u".approval .lasting[hidden]"_s));
        const auto key =
            u"document.querySelector('.approval').dispatchEvent(new KeyboardEvent('keydown', {key: 'e'}))"_s;
        box->js(key);
        QTRY_VERIFY(box->has(u".approval .more[aria-expanded=true]"_s));
        picture(*box, u"chat-always"_s);
        box->js(key);
        QTRY_VERIFY(box->text(u".card"_s).contains(u"Allowed everywhere"_s));
        QTRY_VERIFY(box->text(u".answer"_s).contains(u"Done."_s));
        QCOMPARE(box->store->rulesOf(u"elsewhere"_s).value().size(), 1U);
    }

    void aFolder_isFollowed_toWhatIsInIt()
    {
        auto box = open(R"({"replies": []})");
        box->type(u"@"_s);
        QTRY_VERIFY(box->text(u"#mentions"_s).contains(u"src/"_s));
        choose(*box, u"src/"_s);
        QTRY_COMPARE(box->js(u"document.getElementById('prompt').value"_s).toString(), u"@src/"_s);
        QTRY_VERIFY(box->text(u"#mentions"_s).contains(u"src/greeting.py"_s));
        // An address of mail is no mention.
        box->js(u"document.getElementById('prompt').value = ''"_s);
        box->type(u"ada@e"_s);
        QTRY_VERIFY(!box->has(u"#mentions:not([hidden])"_s));
    }

private:
    std::unique_ptr<ChatBox> open(const QByteArray& script)
    {
        QFETCH_GLOBAL(Appearance, look);
        m_theme.setAppearance(look);
        return std::make_unique<ChatBox>(script, true, look == Appearance::Dark);
    }
    static void picture(ChatBox& box, const QString& name)
    {
        QFETCH_GLOBAL(Appearance, look);
        takePicture(*box.view, name + (look == Appearance::Dark ? u"-dark"_s : u"-light"_s));
    }
    /// With the arrow keys, until it is the one.
    static void choose(ChatBox& box, const QString& name)
    {
        const auto chosen = u"#mentions [aria-selected=true] .name"_s;
        const auto count = box.js(u"document.querySelectorAll('#mentions li').length"_s).toInt();
        for (int at = 0; at < count && box.text(chosen) != name; ++at) {
            const auto before = box.text(chosen);
            box.key(Qt::Key_Down);
            if (count > 1)
                QTRY_VERIFY(box.text(chosen) != before);
        }
        QCOMPARE(box.text(chosen), name);
        box.key(Qt::Key_Tab);
    }
    static QStringList toolsOf(ChatBox& box, qsizetype request)
    {
        QStringList names;
        const auto tools = box.server.requests().value(request).body.value("tools"_L1).toArray();
        for (const auto& tool : tools)
            names.append(tool["function"_L1]["name"_L1].toString());
        return names;
    }

    desktop::look::Theme& m_theme;
};

} // namespace kalpana::test

int main(int argc, char** argv)
{
    return kalpana::test::runWithTheme<kalpana::test::ChatConversationTest>(argc, argv);
}

#include "chat_conversation_test.moc"
