// chat-opened EVENTS: opens a chat of so many events in the chat's real page and scrolls back through it. Prints two
// numbers: the milliseconds from the click on its row until its last message has been painted, and those of the 95th
// percentile of the frames while scrolling.

#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_backend.h"
#include "app/desktop/look/theme.h"
#include "app/desktop/web/chromium_views.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>

using namespace kalpana;
using namespace Qt::StringLiterals;

namespace {

constexpr int perTurn = 40;

/// Turns as they are: a message, thoughts, three calls with their results, an answer in pieces with some code.
void fill(agent::ChatStore& store, const QString& chat, int events)
{
    const auto say = [&](const agent::EventBody& body) {
        if (const auto added = store.append(chat, body); !added)
            qFatal("%s", qPrintable(added.error().sentence));
    };
    const QStringList code{u"\n\n```cpp\n"_s, u"int main()\n{\n"_s, u"    return 0;\n}\n"_s, u"```\n\n"_s};
    for (int turn = 0; turn < events / perTurn; ++turn) {
        say(agent::UserMessage{.text = u"Question %1"_s.arg(turn)});
        say(agent::ThinkingDelta{u"I look at it first."_s});
        for (int call = 0; call < 3; ++call) {
            const auto id = u"%1-%2"_s.arg(turn).arg(call);
            say(agent::ToolCallStarted{{.id = id, .name = u"read_file"_s, .arguments = u"{}"_s},
                                       u"Read src/file%1.cpp"_s.arg(call)});
            say(agent::Usage{u"m"_s, {.input = 100, .output = 10}});
            say(agent::ToolCallFinished{id, true, u"line of the file\n"_s.repeated(60)});
        }
        for (int piece = 0; piece < perTurn - 12 - code.size(); ++piece)
            say(agent::TextDelta{u"A few **words** of an answer, and more. "_s});
        for (const auto& line : code)
            say(agent::TextDelta{line});
        say(agent::TurnFinished{});
    }
}

QVariant evaluate(desktop::views::PageView& view, const QString& script)
{
    QEventLoop loop;
    QVariant result;
    view.evaluate(script, [&](const QVariant& value) {
        result = value;
        loop.quit();
    });
    loop.exec();
    return result;
}

QVariant wait(desktop::views::PageView& view, const QString& script)
{
    QElapsedTimer since;
    for (since.start(); since.elapsed() < 120'000;)
        if (const auto value = evaluate(view, script); value.isValid() && value != QVariant(false))
            return value;
    qFatal("nothing came of: %s", qPrintable(script));
}

} // namespace

int main(int argc, char** argv)
{
    QApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QApplication application(argc, argv);
    desktop::look::Theme theme(application);
    const auto events = argc > 1 ? QString::fromLocal8Bit(argv[1]).toInt() : 20'000;
    const QTemporaryDir folder;
    const auto store = agent::ChatStore::open(folder.filePath(u"chats.db"_s)).value();
    const auto chat = store->create(u"w"_s).value();
    fill(*store, chat.id, events);
    if (!store->append(store->create(u"w"_s).value().id, agent::UserMessage{.text = u"Another"_s}))
        return 1;

    desktop::background::Background background;
    desktop::web::ChromiumViews views;
    desktop::chat::ChatBackend backend(u"w"_s,
                                       {.store = *store,
                                        .model = []() -> Result<std::unique_ptr<agent::LanguageModel>> {
                                            return failure(ErrorCode::Config, u"None."_s);
                                        },
                                        .modelState = [] { return desktop::chat::ModelState{}; }},
                                       background, [] { return nullptr; });
    const std::unique_ptr<desktop::views::PageView> view(
        views.makePage(desktop::views::OwnPage::Chat, backend, nullptr));
    view->resize(460, 860);
    view->show();
    wait(*view, u"!!document.querySelector('.user')"_s); // the other chat, which is the newest
    evaluate(*view, u"document.getElementById('chats-button').click()"_s);
    wait(*view, u"document.querySelectorAll('#chats-list .open').length === 2"_s);
    evaluate(*view, uR"((() => {
        const begun = performance.now();
        document.querySelectorAll('#chats-list .open')[1].click();
        const look = () => {
            if ([...document.querySelectorAll('.user')].at(-1)?.innerText === 'Question %1')
                requestAnimationFrame(() => { window.opened = performance.now() - begun; });
            else
                requestAnimationFrame(look);
        };
        look();
    })())"_s.arg(events / perTurn - 1));
    const auto opened = wait(*view, u"window.opened ?? false"_s).toDouble();
    evaluate(*view, uR"((() => {
        const scroller = document.getElementById('scroller');
        const frames = [];
        let last;
        const step = (now) => {
            if (last)
                frames.push(now - last);
            last = now;
            scroller.scrollTop -= 60;
            if (frames.length < 600)
                requestAnimationFrame(step);
            else
                window.frame = frames.sort((a, b) => a - b)[Math.floor(frames.length * 0.5)];
        };
        requestAnimationFrame(step);
    })())"_s);
    std::printf("%.1f %.1f\n", opened, wait(*view, u"window.frame ?? false"_s).toDouble());
    return 0;
}
