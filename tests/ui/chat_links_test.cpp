#include "app/desktop/chat/transcript.h"
#include "tests/ui/chat_box.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QTest>
#include <QUrl>

namespace kalpana::test {

using namespace Qt::StringLiterals;

/// In the place of the system's browser and mail program.
class Opener final : public QObject {
    Q_OBJECT
public:
    Opener()
    {
        for (const auto& scheme : {u"https"_s, u"http"_s, u"mailto"_s})
            QDesktopServices::setUrlHandler(scheme, this, "open");
    }
    ~Opener() override
    {
        for (const auto& scheme : {u"https"_s, u"http"_s, u"mailto"_s})
            QDesktopServices::unsetUrlHandler(scheme);
    }
    QList<QUrl> opened;

public Q_SLOTS:
    void open(const QUrl& address) { opened.append(address); }
};

/// What a model links to: shown, asked about, and only then opened.
class ChatLinksTest final : public QObject {
    Q_OBJECT
public:
    explicit ChatLinksTest(desktop::look::Theme& theme) : m_theme(theme) {}

private Q_SLOTS:
    static void initTestCase_data() { addLooks(); }

    void aLink_showsWhereItGoes_andIsOpenedWhenThatWasSeen()
    {
        const auto [dark, suffix] = followLook(m_theme);
        ChatBox box(R"({"replies": []})", true, dark);
        Opener system;
        show(box, u"See [the manual](https://docs.example.org/guide/start.html?version=3#install) for more."_s);
        const auto address = u"https://docs.example.org/guide/start.html?version=3#install"_s;
        box.js(u"document.querySelector('.answer a').focus()"_s);
        QTRY_COMPARE(box.text(u"#link-target[role=status]"_s), address);
        QCOMPARE(box.text(u"#link-target strong"_s), u"docs.example.org"_s);
        takePicture(*box.view, u"chat-link-seen"_s + suffix);

        // By keys alone: Enter asks, Escape goes back to where one was, Enter and Enter open.
        box.key(Qt::Key_Return);
        QTRY_VERIFY(box.has(u"#link-ask[role=dialog]"_s));
        QCOMPARE(box.text(u"#link-question"_s), u"Open docs.example.org in the browser?"_s);
        QCOMPARE(box.text(u"#link-address"_s), address);
        QCOMPARE(box.text(u"#link-address strong"_s), u"docs.example.org"_s);
        QVERIFY(!box.has(u"#link-ask .warning"_s));
        takePicture(*box.view, u"chat-link-asked"_s + suffix);
        box.key(Qt::Key_Escape);
        QTRY_VERIFY(!box.has(u"#link-ask"_s));
        QVERIFY(box.js(u"document.activeElement.matches('.answer a')"_s).toBool());
        QVERIFY(system.opened.isEmpty());
        box.key(Qt::Key_Return);
        QTRY_VERIFY(box.js(u"document.activeElement.dataset.do === 'open'"_s).toBool());
        box.key(Qt::Key_Return);
        QTRY_COMPARE(system.opened, QList{QUrl(address)});
        QVERIFY(!box.has(u"#link-ask"_s));
        box.js(u"document.activeElement.blur()"_s);
        QTRY_COMPARE(box.text(u"#link-target"_s), QString());
    }

    void theAddress_isCopied_orNothingIsDone()
    {
        const auto dark = followLook(m_theme).dark;
        ChatBox box(R"({"replies": []})", true, dark);
        Opener system;
        show(box, u"[one](https://one.example/a%20b) and [mail](mailto:ada@example.org)"_s);
        box.js(u"document.querySelector('.answer a').click()"_s);
        QTRY_VERIFY(box.has(u"#link-ask"_s));
        box.js(u"document.querySelector('#link-ask [data-do=copy]').click()"_s);
        QTRY_COMPARE(QApplication::clipboard()->text(), u"https://one.example/a%20b"_s);
        box.js(u"document.querySelector('#link-ask [data-do=cancel]').click()"_s);
        QTRY_VERIFY(!box.has(u"#link-ask"_s));
        box.js(u"document.querySelectorAll('.answer a')[1].click()"_s);
        QTRY_COMPARE(box.text(u"#link-question"_s), u"Write a mail to ada@example.org?"_s);
        box.js(u"document.getElementById('prompt').dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}))"_s);
        QTRY_VERIFY(!box.has(u"#link-ask"_s));
        // Neither a middle click nor one that wants a new window goes round it.
        box.js(
            u"document.querySelector('.answer a').dispatchEvent(new MouseEvent('auxclick', {bubbles: true, cancelable: true, button: 1}))"_s);
        QTRY_VERIFY(box.has(u"#link-ask"_s));
        QVERIFY(system.opened.isEmpty());
    }

    void aLinkThatSeemsToLeadElsewhere_saysSo()
    {
        const auto [dark, suffix] = followLook(m_theme);
        ChatBox box(R"({"replies": []})", true, dark);
        Opener system;
        show(box, u"[https://bank.example/login](https://\u0430\u0440\u0440\u04cf\u0435.com/bank.example) and "
                  "<https://bank.example@evil.example/>"_s);
        QCOMPARE(box.js(u"document.querySelectorAll('.answer a').length"_s).toInt(), 1); // a user name is no link
        box.js(u"document.querySelector('.answer a').focus()"_s);
        QTRY_COMPARE(box.text(u"#link-target"_s), u"https://xn--80ak6aa92e.com/bank.example"_s);
        box.key(Qt::Key_Return);
        QTRY_COMPARE(box.js(u"document.querySelectorAll('#link-ask .warning').length"_s).toInt(), 2);
        QCOMPARE(box.text(u"#link-ask .warning"_s),
                 u"Its text names bank.example, but it leads to xn--80ak6aa92e.com."_s);
        QVERIFY(box.text(u"#link-ask .warning:last-of-type"_s).contains(u"\u0430\u0440\u0440\u04cf\u0435.com"_s));
        QCOMPARE(box.text(u"#link-address strong"_s), u"xn--80ak6aa92e.com"_s);
        takePicture(*box.view, u"chat-link-doubtful"_s + suffix);
        // A second Enter does not open it.
        QTRY_VERIFY(box.js(u"document.activeElement.dataset.do === 'cancel'"_s).toBool());
        box.key(Qt::Key_Return);
        QTRY_VERIFY(!box.has(u"#link-ask"_s));
        QVERIFY(system.opened.isEmpty());
    }

    void aLongAddress_isShownWhole_inThePane()
    {
        const auto dark = followLook(m_theme).dark;
        ChatBox box(R"({"replies": []})", true, dark);
        const auto address = u"https://long.example/"_s + u"abcdefghij/"_s.repeated(200);
        show(box, u"words\n\n"_s.repeated(30) + u"[far](%1)"_s.arg(address));
        box.js(u"document.querySelector('.answer a').click()"_s);
        QTRY_COMPARE(box.text(u"#link-address"_s), address);
        QVERIFY(box.js(uR"js((() => {
            const { left, right, top, bottom } = document.getElementById("link-ask").getBoundingClientRect();
            return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
        })())js"_s)
                    .toBool());
        // Tab stays within, so that all of it can be reached and read.
        QStringList stops;
        for (int i = 0; i < 4; ++i) {
            const auto now = u"document.activeElement.dataset.do ?? document.activeElement.id"_s;
            const auto before = box.js(now).toString();
            stops += before;
            box.key(Qt::Key_Tab);
            QTRY_VERIFY(box.js(now).toString() != before);
        }
        QCOMPARE(stops, (QStringList{u"open"_s, u"copy"_s, u"cancel"_s, u"link-address"_s}));
    }

private:
    void show(ChatBox& box, const QString& markdown)
    {
        QTRY_VERIFY(box.has(u"#welcome:not([hidden])"_s)); // what was there at the start has been drawn
        desktop::chat::Transcript transcript;
        transcript.add({.body = agent::TextDelta{markdown}});
        transcript.add({.body = agent::TurnFinished{}});
        Q_EMIT box.backend->updates(transcript.take());
        QTRY_VERIFY(box.has(u".answer a"_s));
    }

    desktop::look::Theme& m_theme;
};

} // namespace kalpana::test

int main(int argc, char** argv)
{
    return kalpana::test::runWithTheme<kalpana::test::ChatLinksTest>(argc, argv);
}

#include "chat_links_test.moc"
