#include "app/desktop/chat/transcript.h"
#include "core/agent/unified_diff.h"
#include "tests/ui/chat_box.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QTest>

namespace kalpana::test {

using namespace Qt::StringLiterals;

/// What stands in the card that asks: a change with its language's colours, or a command.
class ChatApprovalTest final : public QObject {
    Q_OBJECT
public:
    explicit ChatApprovalTest(desktop::look::Theme& theme) : m_theme(theme) {}

private Q_SLOTS:
    static void initTestCase_data() { addLooks(); }

    void aChange_hasItsLanguagesColours_overWhatIsAddedAndRemoved()
    {
        const auto [dark, suffix] = followLook(m_theme);
        ChatBox box(R"({"replies": []})", true, dark);
        const auto before =
            u"#include <string>\n\n/* How somebody is greeted. */\nstd::string greet(const std::string& name)\n{\n"
            "    return \"Hello \" + name; // short\n}\n"_s;
        const auto after =
            u"#include <string>\n\n/* How somebody is greeted. */\nstd::string greet(const std::string& name, bool "
            u"isFriend)\n{\n"
            "    if (isFriend && name.size() > 0x10)\n        return \"Nice to see you, \" + name; // long\n"
            "    return \"Hello \" + name;\n}\n"_s;
        show(box, {.callId = u"c"_s,
                   .tool = u"edit_file"_s,
                   .title = u"Change src/greeting.cpp"_s,
                   .kind = agent::PermissionRequest::Preview::Diff,
                   .preview = agent::unifiedDiff(u"src/greeting.cpp"_s, before, after)});
        QTRY_VERIFY(box.has(u".approval .diff"_s));
        QVERIFY(box.has(u".diff > .add .hl-string"_s) && box.has(u".diff > .del .hl-string"_s));
        QVERIFY(box.has(u".diff > .add .hl-control"_s));
        QCOMPARE(box.text(u".diff > .add .hl-number"_s), u"0x10"_s);
        QVERIFY(box.text(u".diff > .add"_s).startsWith(u"+std::string greet("_s));
        takePicture(*box.view, u"chat-approval-colours"_s + suffix);
    }

    /// 4.5:1 (WCAG 2.2, 1.4.3) for each colour that code has, on each ground that it stands on.
    void allColours_canBeRead()
    {
        const auto dark = followLook(m_theme).dark;
        ChatBox box(R"({"replies": []})", true, dark);
        QTRY_VERIFY(box.js(u"document.adoptedStyleSheets[0]?.cssRules.length > 20"_s).toBool());
        const auto unreadable = box.js(uR"js((() => {
            const grounds = ["add", "del", "hunk", ""].map((kind) => {
                const line = document.createElement("span");
                line.className = kind;
                return line;
            });
            const diff = document.createElement("code");
            diff.className = "diff";
            diff.append(...grounds);
            const preview = document.createElement("div");
            preview.className = "preview";
            preview.append(diff);
            const card = document.createElement("section");
            card.className = "approval";
            card.append(preview);
            document.getElementById("transcript").append(card);
            const parts = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map((part) => {
                const value = part / 255;
                return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
            });
            const luminance = (colour) => { const [r, g, b] = parts(colour); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
            const names = [...document.adoptedStyleSheets[0].cssRules].map((rule) => rule.selectorText?.match(/^\.(hl-[a-z-]+)$/)?.[1]).filter(Boolean);
            const bad = [];
            for (const line of grounds) {
                for (const name of [...names, "sign", "plain"]) {
                    const word = document.createElement("span");
                    word.className = name;
                    line.append(word);
                    const own = getComputedStyle(line).backgroundColor;
                    const ground = own === "rgba(0, 0, 0, 0)" ? getComputedStyle(preview).backgroundColor : own;
                    const two = [luminance(getComputedStyle(word).color), luminance(ground)].sort((a, b) => b - a);
                    const contrast = (two[0] + 0.05) / (two[1] + 0.05);
                    if (contrast < 4.5)
                        bad.push(`${name} on ${line.className || "code"}: ${contrast.toFixed(2)}`);
                }
            }
            card.remove();
            return names.length > 20 ? bad.join(", ") : "no colours";
        })())js"_s);
        QCOMPARE(unreadable.toString(), QString());
    }

    void aLongChange_showsItsBeginning_andTheRestWhenAsked()
    {
        const auto [dark, suffix] = followLook(m_theme);
        ChatBox box(R"({"replies": []})", true, dark);
        QString text;
        for (int line = 0; line < 3000; ++line)
            text += u"value_%1 = %1  # <b>number</b>\n"_s.arg(line);
        show(box, {.callId = u"c"_s,
                   .tool = u"write_file"_s,
                   .title = u"Make the file values.py"_s,
                   .kind = agent::PermissionRequest::Preview::Diff,
                   .preview = agent::unifiedDiff(u"values.py"_s, {}, text)});
        QTRY_VERIFY(box.has(u".approval .more"_s));
        QCOMPARE(shownLines(box), 400);
        QCOMPARE(box.text(u".approval .more"_s).remove(u',').remove(u'.'), u"2601 more lines"_s);
        box.js(u"document.querySelector('.approval .preview').scrollTop = 1e6"_s);
        takePicture(*box.view, u"chat-approval-long"_s + suffix);
        for (const auto lines : {1400, 2400, 3001}) {
            box.js(u"document.querySelector('.approval .more').click()"_s);
            QTRY_COMPARE(shownLines(box), lines);
        }
        QVERIFY(!box.has(u".approval .more"_s) && !box.has(u".diff b"_s));
        QVERIFY(box.js(u"document.querySelector('.diff').lastElementChild.textContent"_s)
                    .toString()
                    .contains(u"value_2999"_s));
        QVERIFY(box.has(u".approval"_s)); // nothing was answered by that
    }

    void hostileChangesAndCommands_stayText()
    {
        const auto dark = followLook(m_theme).dark;
        ChatBox box(R"({"replies": []})", true, dark);
        const auto hostile =
            u"<img src=x onerror='window.pwned=1'><script>window.pwned=1</script></span></code></pre><b>x</b>\n"_s;
        show(box, {.callId = u"c"_s,
                   .tool = u"write_file"_s,
                   .title = hostile,
                   .kind = agent::PermissionRequest::Preview::Diff,
                   .preview = agent::unifiedDiff(u"a.html"_s, {}, hostile.repeated(600))});
        show(box, {.callId = u"d"_s, .tool = u"run_command"_s, .title = u"Run"_s, .preview = u"echo "_s + hostile});
        QTRY_VERIFY(box.has(u".approval .command"_s) && box.has(u".approval .more"_s));
        box.js(u"document.querySelector('.approval .more').click()"_s);
        QTRY_VERIFY(!box.has(u".approval .more"_s));
        QCOMPARE(box.text(u".approval .command"_s).trimmed(), (u"echo "_s + hostile).trimmed());
        QVERIFY(!box.has(u".approval img, .approval script, .approval b"_s));
        QVERIFY(box.js(u"window.pwned === undefined"_s).toBool());
    }

    void aCommand_isColouredAsShell()
    {
        const auto [dark, suffix] = followLook(m_theme);
        ChatBox box(R"({"replies": []})", true, dark);
        show(
            box,
            {.callId = u"d"_s,
             .tool = u"run_command"_s,
             .title = u"Run a command in the workspace's folder"_s,
             .preview =
                 u"for f in src/*.py; do echo \"$f\" && python3 -m pyflakes \"$f\" | head -n 3; done # all of them"_s});
        QTRY_VERIFY(box.has(u".approval .command .hl-string"_s));
        QVERIFY(box.has(u".approval .command .hl-comment"_s));
        takePicture(*box.view, u"chat-approval-command"_s + suffix);
    }

private:
    /// Once what was there at the start has been drawn.
    void show(ChatBox& box, const agent::PermissionRequest& request)
    {
        QTRY_VERIFY(box.has(u"#welcome:not([hidden]), .approval"_s));
        desktop::chat::Transcript transcript;
        transcript.add({.body = agent::PermissionAsked{request}});
        Q_EMIT box.backend->updates(transcript.take());
    }
    static int shownLines(ChatBox& box)
    {
        return box.js(u"document.querySelector('.diff').childElementCount"_s).toInt();
    }

    desktop::look::Theme& m_theme;
};

} // namespace kalpana::test

int main(int argc, char** argv)
{
    return kalpana::test::runWithTheme<kalpana::test::ChatApprovalTest>(argc, argv);
}

#include "chat_approval_test.moc"
