#include "app/desktop/chat/transcript.h"
#include "tests/ui/chat_box.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QTest>

namespace kalpana::test {

using namespace Qt::StringLiterals;

/// The chat for those who hear it, who read from right to left, and who want nothing to move.
class ChatAccessTest final : public QObject {
    Q_OBJECT
public:
    explicit ChatAccessTest(desktop::look::Theme& theme) : m_theme(theme) {}

private Q_SLOTS:
    static void initTestCase_data() { addLooks(); }

    void whatIsSaid_isHeard_andAQuestionAtOnce()
    {
        const auto dark = followLook(m_theme).dark;
        ChatBox box(demoScript(), true, dark);
        QVERIFY(box.has(u"#transcript[role=log][aria-live=polite][aria-label]"_s));
        QVERIFY(box.has(u"#asked[role=alert]"_s)); // an alert is assertive
        QCOMPARE(box.text(u"#asked"_s), QString());
        box.backend->send(u"Make the greeting friendlier"_s);
        QTRY_VERIFY_WITH_TIMEOUT(box.has(u".approval[data-call=call_edit]"_s), 15'000);
        QTRY_COMPARE(box.js(u"document.getElementById('asked').textContent"_s).toString(),
                     u"The agent asks: Change src/greeting.py"_s);
        QVERIFY(box.has(
            u".approval[role=group][aria-label=\"Change src/greeting.py\"] .preview[role=region][aria-label]"_s));
        QVERIFY(box.has(u".said[role=article][aria-label=You]"_s));
        QCOMPARE(box.js(u"document.querySelector('.card[data-call=call_read] .state[role=status]').textContent"_s)
                     .toString(),
                 u"Done"_s);
        QCOMPARE(nameless(box), QString());
        box.js(u"document.querySelector('.approval [data-decision=once]').click()"_s);
        QTRY_VERIFY_WITH_TIMEOUT(box.has(u".approval[data-call=call_run]"_s), 15'000);
        QTRY_VERIFY(box.js(u"document.getElementById('asked').textContent"_s).toString().contains(u"Run a command"_s));
        box.js(u"document.querySelector('.approval [data-decision=once]').click()"_s);
        QTRY_VERIFY_WITH_TIMEOUT(box.has(u".answer[role=article] figure.code"_s), 15'000);
        QTRY_VERIFY(!box.has(u".working"_s));
        QCOMPARE(box.js(u"document.getElementById('asked').textContent"_s).toString(), QString());
        QVERIFY(box.has(u".answer[aria-busy=false]"_s));
    }

    void everythingThatCanBePressed_hasAName()
    {
        const auto dark = followLook(m_theme).dark;
        ChatBox box(R"({"replies": []})", true, dark);
        show(box,
             {agent::UserMessage{.text = u"Go"_s},
              agent::TextDelta{u"A [link](https://example.org) and\n\n```sh\nls\n```\n\n- [ ] to do\n"_s},
              agent::QuestionAsked{{.callId = u"q"_s, .text = u"Which **one**?"_s, .options = {u"This"_s}}},
              agent::TurnChanged{.before = 1, .after = 2, .files = {{.path = u"a.txt"_s, .added = 1}}, .count = 1}});
        QTRY_VERIFY(box.has(u".changes"_s));
        QCOMPARE(box.js(u"document.getElementById('asked').textContent"_s).toString(), u"The agent asks: Which one?"_s);
        box.js(u"document.querySelector('.answer a').click()"_s);
        QTRY_VERIFY(box.has(u"#link-ask"_s));
        QCOMPARE(nameless(box), QString());
        box.key(Qt::Key_Escape);
        QTRY_VERIFY(!box.has(u"#link-ask"_s));
        box.openList();
        QCOMPARE(nameless(box), QString());
    }

    /// From the top of the pane to its foot, as it is read.
    void tab_goesFromTopToBottom()
    {
        const auto dark = followLook(m_theme).dark;
        ChatBox box(R"({"replies": []})", true, dark);
        show(box, {agent::TextDelta{u"A [link](https://example.org)."_s}, agent::TurnFinished{}});
        QTRY_VERIFY(box.has(u".answer a"_s));
        box.js(u"document.getElementById('chats-button').focus()"_s);
        QStringList stops;
        const auto now =
            u"document.activeElement.id || document.activeElement.dataset.mode || document.activeElement.tagName"_s;
        for (int i = 0; i < 7; ++i) {
            const auto before = box.js(now).toString();
            stops += before;
            box.key(Qt::Key_Tab);
            QTRY_VERIFY(box.js(now).toString() != before);
        }
        QCOMPARE(stops, (QStringList{u"chats-button"_s, u"rules"_s, u"new-chat"_s, u"A"_s, u"prompt"_s, u"act"_s,
                                     u"model"_s}));
        box.js(u"document.querySelector('[data-mode=act]').focus()"_s);
        box.key(Qt::Key_Right);
        QTRY_VERIFY(box.has(u"[data-mode=plan][aria-checked=true][tabindex=\"0\"]:focus"_s));
    }

    void textFromRightToLeft_runsSo_andCodeDoesNot()
    {
        const auto [dark, suffix] = followLook(m_theme);
        ChatBox box(R"({"replies": []})", true, dark);
        const auto hebrew = u"\u05e9\u05dc\u05d5\u05dd, \u05d6\u05d4\u05d5 \u05d4\u05e7\u05d5\u05d1\u05e5"_s;
        const auto arabic =
            u"\u0645\u0631\u062d\u0628\u0627 \u0628\u0643 \u0641\u064a \u0627\u0644\u0645\u0634\u0631\u0648\u0639"_s;
        show(box, {agent::UserMessage{.text = hebrew + u" src/main.cpp!"_s},
                   agent::TextDelta{u"## %1\n\n%1 `git status` %2.\n\nThis one is English.\n\n- %1\n- English\n\n> "
                                    u"%2\n\n| %2 | n |\n|---|---|\n| %1 | 1 |\n\n"
                                    "```cpp\nint main() { return 0; } // %1\n```\n"_s.arg(arabic, hebrew)},
                   agent::TurnFinished{}});
        QTRY_VERIFY(box.has(u".answer table"_s));
        const auto directionOf = [&](const QString& selector) {
            return box.js(u"getComputedStyle(document.querySelector('%1')).direction"_s.arg(selector)).toString();
        };
        for (const auto& selector :
             {u".user"_s, u".answer h2"_s, u".answer p"_s, u".answer ul"_s, u".answer li"_s, u".answer blockquote"_s,
              u".answer blockquote p"_s, u".answer table"_s, u".answer th"_s, u".answer td"_s})
            QVERIFY2(directionOf(selector) == "rtl"_L1, qPrintable(selector));
        for (const auto& selector : {u".answer p + p"_s, u".answer p code"_s, u".answer pre"_s, u"#prompt"_s})
            QVERIFY2(directionOf(selector) == "ltr"_L1, qPrintable(selector));
        QCOMPARE(box.js(u"getComputedStyle(document.querySelector('.answer li + li')).unicodeBidi"_s).toString(),
                 u"plaintext"_s);
        box.js(u"document.getElementById('prompt').value = '%1'"_s.arg(arabic));
        QTRY_COMPARE(directionOf(u"#prompt"_s), u"rtl"_s);
        takePicture(*box.view, u"chat-right-to-left"_s + suffix);
    }

    /// The program was started with what a desktop says where its user wants that.
    void whereNothingShallMove_nothingDoes()
    {
        const auto dark = followLook(m_theme).dark;
        ChatBox box(R"({"replies": [{"steps": [{"text": "One moment"}, {"stall": true}]}]})", true, dark);
        QVERIFY(box.js(u"matchMedia('(prefers-reduced-motion: reduce)').matches"_s).toBool());
        box.backend->send(u"hello"_s);
        QTRY_VERIFY(box.has(u".answer.streaming.rests"_s) && box.has(u".working:not(.hushed)"_s));
        QCOMPARE(box.js(u"document.getAnimations().length"_s).toInt(), 0);
        box.backend->stop();
        QTRY_VERIFY(!box.has(u".working"_s));
    }

private:
    void show(ChatBox& box, const QList<agent::EventBody>& events)
    {
        QTRY_VERIFY(box.has(u"#welcome:not([hidden])"_s)); // what was there at the start has been drawn
        desktop::chat::Transcript transcript;
        for (const auto& event : events)
            transcript.add({.body = event});
        Q_EMIT box.backend->updates(transcript.take());
    }
    /// What can be pressed or written in and has no name, as HTML.
    static QString nameless(ChatBox& box)
    {
        return box
            .js(uR"js([...document.querySelectorAll("button, a[href], textarea, input, [role=dialog], [role=listbox], [role=radiogroup], [tabindex='0']")]
            .filter((element) => element.checkVisibility() && element.type !== "checkbox")
            .filter((element) => !(element.getAttribute("aria-label") || document.getElementById(element.getAttribute("aria-labelledby") ?? "")?.textContent
                || element.textContent.trim())).map((element) => element.outerHTML).join("\n"))js"_s)
            .toString();
    }

    desktop::look::Theme& m_theme;
};

} // namespace kalpana::test

int main(int argc, char** argv)
{
    qputenv("QTWEBENGINE_CHROMIUM_FLAGS", "--force-prefers-reduced-motion");
    return kalpana::test::runWithTheme<kalpana::test::ChatAccessTest>(argc, argv);
}

#include "chat_access_test.moc"
