#include "tests/support/signal_process.h"
#include "tests/ui/chat_box.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPushButton>
#include <QTest>
#include <QWebEnginePage>
#include <QWebEngineView>

namespace kalpana::test {

/// A page of our own whose renderer is killed, as by a lack of memory.
class PageCrashTest final : public QObject {
    Q_OBJECT
public:
    explicit PageCrashTest(desktop::look::Theme& /*theme*/) {}

private Q_SLOTS:
    void aPageThatDies_comesBackWithWhatItShowed()
    {
        ChatBox box(R"({"replies": [{"steps": [{"text": "Hello you"}]}]})");
        box.backend->send(u"hello"_s);
        QTRY_VERIFY(box.text(u".answer"_s).contains(u"Hello you"_s));
        QTRY_VERIFY(!box.has(u".working"_s));
        kill(box);
        QTRY_VERIFY_WITH_TIMEOUT(box.text(u".answer"_s).contains(u"Hello you"_s), 20'000);
        QCOMPARE(box.js(u"document.querySelectorAll('.said').length"_s).toInt(), 1);
    }

    void whatWasTyped_isThereAgain_inEachChat()
    {
        ChatBox box(R"({"replies": [{"steps": [{"text": "Hello you"}]}]})");
        box.backend->send(u"hello"_s);
        QTRY_VERIFY(box.text(u".answer"_s).contains(u"Hello you"_s));
        QTRY_VERIFY(!box.has(u".working"_s));
        box.type(u"and now the tests"_s);
        QTRY_COMPARE(prompt(box), u"and now the tests"_s);
        box.js(u"document.getElementById('new-chat').click()"_s);
        QTRY_COMPARE(prompt(box), QString());
        const auto typed = u"Another \"task\" </script> \u05e9\u05dc\u05d5\u05dd\nof two lines"_s;
        box.js(
            u"document.getElementById('prompt').value = %1; document.getElementById('prompt').dispatchEvent(new Event('input'))"_s
                .arg(QString::fromUtf8(QJsonDocument(QJsonArray{typed}).toJson(QJsonDocument::Compact)) + u"[0]"_s));
        box.js(u"document.querySelector('#mode [data-mode=plan]').click()"_s);
        QTRY_VERIFY(box.backend->setup()[u"planning"_s].toBool());
        kill(box);
        QTRY_COMPARE_WITH_TIMEOUT(prompt(box), typed, 20'000);
        QVERIFY(box.has(u"#mode [data-mode=plan][aria-checked=true]"_s));
        QVERIFY(!box.js(u"document.getElementById('send').disabled"_s).toBool());
        box.openList();
        box.js(u"document.querySelector('#chats-list .open').click()"_s);
        QTRY_COMPARE(prompt(box), u"and now the tests"_s);

        // What was sent is no draft any more.
        box.js(u"document.getElementById('prompt').focus()"_s);
        box.key(Qt::Key_Return);
        QTRY_COMPARE(box.js(u"document.querySelectorAll('.said').length"_s).toInt(), 2);
        kill(box);
        QTRY_COMPARE_WITH_TIMEOUT(box.js(u"document.querySelectorAll('.said').length"_s).toInt(), 2, 20'000);
        QCOMPARE(prompt(box), QString());
    }

    void aPageThatDiesAgainAndAgain_waitsForTheUser()
    {
        ChatBox box(R"({"replies": []})");
        for (int i = 0; i < 2; ++i) {
            kill(box);
            QTRY_VERIFY_WITH_TIMEOUT(
                box.js(u"document.documentElement?.dataset.ready === 'true'"_s).toBool() && pid(box) > 1, 20'000);
        }
        kill(box);
        auto* again = box.view->findChild<QPushButton*>();
        QTRY_VERIFY(again->isVisible());
        takePicture(*box.view, u"page-crashed"_s);
        again->click();
        QTRY_VERIFY_WITH_TIMEOUT(box.js(u"document.documentElement?.dataset.ready === 'true'"_s).toBool(), 20'000);
        QVERIFY(!again->isVisible());
    }

private:
    static QString prompt(ChatBox& box)
    {
        return box.js(u"document.getElementById('prompt')?.value ?? '-'"_s).toString();
    }
    static pid_t pid(const ChatBox& box)
    {
        return static_cast<pid_t>(box.view->findChild<QWebEngineView*>()->page()->renderProcessPid());
    }
    static void kill(ChatBox& box)
    {
        const auto before = pid(box);
        QCOMPARE(signalProcess(before, SIGKILL), 0);
        QTRY_VERIFY(pid(box) != before);
    }
};

} // namespace kalpana::test

int main(int argc, char** argv)
{
    return kalpana::test::runWithTheme<kalpana::test::PageCrashTest>(argc, argv);
}

#include "page_crash_test.moc"
