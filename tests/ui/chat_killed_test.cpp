#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_backend.h"
#include "app/desktop/web/chromium_views.h"
#include "core/agent/http_model.h"
#include "tests/support/folder_tools.h"
#include "tests/support/scripted_model_server.h"
#include "tests/support/temporary_folder.h"
#include "tests/ui/page_script.h"

#include <QApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <cstdio>

namespace kalpana::test {

using namespace Qt::StringLiterals;

/// The chat's page in a process of its own, which tells line by line what stands on its screen, until it is killed.
static int show(const QString& database, const QString& folder, const QUrl& model)
{
    const auto store = agent::ChatStore::open(database).value();
    desktop::background::Background background;
    desktop::web::ChromiumViews views;
    desktop::chat::ChatBackend backend(
        u"w"_s,
        {.store = *store,
         .model =
             [&model] {
                 return agent::httpModel(
                     {.address = model, .model = u"scripted/one"_s, .key = Secret(QByteArray("sk-test"))});
             },
         .modelState = [] { return desktop::chat::ModelState{.name = u"scripted/one"_s, .ready = true}; }},
        background, [&folder] { return std::make_unique<FolderTools>(folder); });
    const std::unique_ptr<desktop::views::PageView> view(
        views.makePage(desktop::views::OwnPage::Chat, backend, nullptr));
    view->resize(460, 860);
    view->show();
    const auto isReady = [&view] {
        return evaluate(*view, u"document.documentElement?.dataset.ready === 'true'"_s).toBool();
    };
    if (!QTest::qWaitFor(isReady, 30'000))
        qFatal("The chat's page did not come up.");
    backend.send(u"Count"_s);
    QString last;
    for (;;) {
        const auto text = evaluate(*view, u"document.querySelector('.answer')?.innerText ?? ''"_s).toString();
        if (text != last) {
            std::puts(text.toUtf8().constData());
            std::fflush(stdout);
        }
        last = text;
    }
}

class ChatKilledTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatWasOnScreen_isInTheDatabase_afterAKill()
    {
        constexpr int words = 2000;
        QJsonArray steps;
        QString said;
        for (int word = 0; word < words; ++word) {
            const auto text = u"word%1 "_s.arg(word);
            said += text;
            steps.append(QJsonObject{{u"text"_s, text}});
            if (word % 5 == 4)
                steps.append(QJsonObject{{u"stall"_s, true}});
        }
        const QJsonObject script{{u"replies"_s, QJsonArray{QJsonObject{{u"steps"_s, steps}}}}};
        ScriptedModelServer server(QJsonDocument(script).toJson(), "sk-test");
        const TemporaryFolder folder;
        QProcess shown;
        shown.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        shown.start(QCoreApplication::applicationFilePath(),
                    {u"show"_s, folder.path(u"chats.db"_s), folder.path(), server.address().toString()});
        QString seen;
        const auto read = [&] {
            while (shown.canReadLine())
                seen = QString::fromUtf8(shown.readLine()).trimmed();
        };
        QVERIFY(QTest::qWaitFor(
            [&] {
                server.release();
                read();
                return seen.size() > 1500;
            },
            60'000));
        shown.kill(); // SIGKILL, in the middle of the answer
        QVERIFY(shown.waitForFinished());
        read();
        QVERIFY(seen.size() < said.size());

        const auto store = agent::ChatStore::open(folder.path(u"chats.db"_s)).value();
        const auto chats = store->chats(u"w"_s).value();
        QCOMPARE(chats.size(), 1);
        QVERIFY(chats.first().open()); // is offered to go on
        QString kept;
        const auto events = store->events(chats.first().id).value();
        for (const auto& event : events)
            if (const auto* text = std::get_if<agent::TextDelta>(&event.body))
                kept += text->text;
        QVERIFY2(kept.startsWith(seen), qPrintable(seen.right(40) + u" | "_s + kept.right(40)));
        QVERIFY(said.startsWith(kept));
        QCOMPARE(store->search(u"w"_s, u"word77"_s).value().size(), 1);
    }
};

} // namespace kalpana::test

int main(int argc, char** argv)
{
    QApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() == 5 && arguments[1] == QStringLiteral("show"))
        return kalpana::test::show(arguments[2], arguments[3], QUrl(arguments[4]));
    kalpana::test::ChatKilledTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "chat_killed_test.moc"
