#include "tests/support/signal_process.h"
#include "tests/ui/chat_box.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
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
