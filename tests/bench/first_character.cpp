// first-character TURNS: a model answers so often in the chat's real page. Prints the 95th percentile of the
// milliseconds from the first byte that its server sends until the page has painted the first character of the answer.

#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_backend.h"
#include "app/desktop/look/theme.h"
#include "app/desktop/web/chromium_views.h"
#include "core/agent/http_model.h"
#include "tests/support/folder_tools.h"
#include "tests/support/scripted_model_server.h"
#include "tests/ui/page_script.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace kalpana;
using namespace Qt::StringLiterals;

namespace {

using Clock = test::AnswerTimes::Clock;

double milliseconds(Clock::time_point at)
{
    return std::chrono::duration<double, std::milli>(at.time_since_epoch()).count();
}

QVariant wait(desktop::views::PageView& view, const QString& script)
{
    QElapsedTimer since;
    for (since.start(); since.elapsed() < 60'000;)
        if (const auto value = test::evaluate(view, script); value.isValid() && value != QVariant(false))
            return value;
    qFatal("nothing came of: %s", qPrintable(script));
}

/// Nothing is asked of the page meanwhile, as nothing is while a user waits.
void letPass(int time)
{
    QEventLoop loop;
    QTimer::singleShot(time, &loop, &QEventLoop::quit);
    loop.exec();
}

/// The page's clock is ours: one machine, one time. Else nothing below could be compared.
void checkClock(desktop::views::PageView& view)
{
    const auto before = milliseconds(Clock::now());
    const auto page = test::evaluate(view, u"performance.timeOrigin + performance.now()"_s).toDouble();
    const auto after = milliseconds(Clock::now());
    if (page < before - 2 || page > after + 2)
        qFatal("the page's clock is %.1f ms off", page < before ? page - before : page - after);
}

} // namespace

int main(int argc, char** argv)
{
    QApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QApplication application(argc, argv);
    desktop::look::Theme theme(application);
    const auto turns = argc > 1 ? QString::fromLocal8Bit(argv[1]).toInt() : 40;
    QByteArray replies;
    for (int turn = 0; turn < turns; ++turn)
        replies += QByteArray(turn > 0 ? "," : "") +
                   R"({"steps": [{"stall": true}, {"text": "W"}, {"stall": true}, {"text": "ell."}]})";
    test::ScriptedModelServer server(R"({"replies": [)" + replies + "]}", "key");
    const QTemporaryDir folder;
    const auto store = agent::ChatStore::open(folder.filePath(u"chats.db"_s)).value();
    desktop::background::Background background;
    desktop::web::ChromiumViews views;
    desktop::chat::ChatBackend backend(
        u"w"_s,
        {.store = *store,
         .model =
             [&server] {
                 return agent::httpModel(
                     {.address = server.address(), .model = u"m"_s, .key = Secret(QByteArray("key"))});
             },
         .modelState = [] { return desktop::chat::ModelState{.name = u"m"_s, .ready = true}; }},
        background, [&folder] { return std::make_unique<test::FolderTools>(folder.path()); });
    const std::unique_ptr<desktop::views::PageView> view(
        views.makePage(desktop::views::OwnPage::Chat, backend, nullptr));
    view->resize(460, 860);
    view->show();
    wait(*view, u"document.documentElement?.dataset.ready === 'true'"_s);
    checkClock(*view);
    // Once a frame has begun that comes behind the one in which the answer was drawn, that one has been painted.
    test::evaluate(*view, uR"js((() => {
        window.painted = [];
        const known = new Set();
        new MutationObserver(() => {
            const answer = [...document.querySelectorAll(".answer")].find((element) => !known.has(element) && element.textContent);
            if (!answer)
                return;
            known.add(answer);
            requestAnimationFrame(() => window.painted.push(performance.timeOrigin + performance.now()));
        }).observe(document.getElementById("transcript"), { subtree: true, childList: true });
    })())js"_s);
    for (int turn = 0; turn < turns; ++turn) {
        backend.send(u"Question %1"_s.arg(turn));
        const auto goOn = [&server] {
            while (server.stalled() == 0)
                letPass(5);
            server.release();
        };
        while (server.stalled() == 0)
            letPass(5);
        letPass(200 + 7 * (turn % 5)); // a model thinks, and not in step with the frames
        goOn();
        wait(*view, u"window.painted.length > %1"_s.arg(turn));
        goOn();
        wait(*view, u"!document.querySelector('.working')"_s);
    }
    const auto painted = test::evaluate(*view, u"window.painted"_s).toList();
    const auto times = server.times();
    QList<double> taken;
    for (int turn = 0; turn < turns; ++turn)
        taken.append(painted[turn].toDouble() - milliseconds(times[turn].begun));
    std::ranges::sort(taken);
    std::fprintf(stderr, "median %.1f, worst %.1f\n", taken[taken.size() / 2], taken.last());
    std::printf("%.1f\n", taken[taken.size() * 95 / 100]);
    return 0;
}
