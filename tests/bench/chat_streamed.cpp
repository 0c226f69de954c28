// chat-streamed SECONDS: a model writes 2,000 tokens a second into the chat's real page. Prints how much of one core
// that takes, the page's processes included, without what stands in for a graphics card, in percent.

#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_backend.h"
#include "app/desktop/look/theme.h"
#include "app/desktop/web/chromium_views.h"
#include "tests/support/folder_tools.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QHash>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>
#include <thread>
#include <unistd.h>

using namespace kalpana;
using namespace Qt::StringLiterals;

namespace {

constexpr int tokensPerSecond = 2000;
constexpr int lettersPerToken = 4;
constexpr auto frame = std::chrono::milliseconds(16); // so often HttpModel tells what has come

/// Paragraphs, a list and a block of code, over and over.
class Writer final : public agent::LanguageModel {
public:
    explicit Writer(std::chrono::seconds time) : m_time(time) {}
    QString name() const override { return u"writer"_s; }
    Result<agent::ModelReply> complete(const agent::ModelRequest&, agent::ReplyListener& listener,
                                       std::stop_token stop) override
    {
        const auto passage = u"A paragraph of **some** words, and `code` among them. "_s.repeated(8) +
                             u"\n\n- one thing\n- another thing\n\nThen some code:\n\n```cpp\n"_s +
                             u"int add(int a, int b)\n{\n    return a + b; // both\n}\n\n"_s.repeated(10) +
                             u"```\n\n"_s;
        const auto letters = lettersPerToken * tokensPerSecond * frame.count() / 1000;
        const auto begun = std::chrono::steady_clock::now();
        QString text;
        for (auto next = begun; next < begun + m_time && !stop.stop_requested(); next += frame) {
            std::this_thread::sleep_until(next);
            while (text.size() < letters)
                text += passage;
            listener.text(text.first(letters));
            text.remove(0, letters);
        }
        return agent::ModelReply{};
    }

private:
    std::chrono::seconds m_time;
};

/// Processor time of a process in ticks, without the threads that stand in for a graphics card where there is none.
qint64 usedBy(const QString& process)
{
    qint64 sum = 0;
    const auto threads = QDir(u"/proc/"_s + process + u"/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const auto& thread : threads) {
        QFile stat(u"/proc/"_s + process + u"/task/"_s + thread + u"/stat"_s);
        if (!stat.open(QFile::ReadOnly))
            continue;
        const auto all = stat.readAll();
        const auto fields = all.mid(all.lastIndexOf(')') + 2).split(' ');
        if (!all.contains("(llvmpipe"))
            sum += fields.value(11).toLongLong() + fields.value(12).toLongLong();
    }
    return sum;
}

/// That of this process and all below it.
qint64 used()
{
    QHash<qint64, qint64> parents;
    QHash<qint64, qint64> ticks;
    const auto entries = QDir(u"/proc"_s).entryList(QDir::Dirs);
    for (const auto& entry : entries) {
        QFile stat(u"/proc/"_s + entry + u"/stat"_s);
        if (entry.toLongLong() == 0 || !stat.open(QFile::ReadOnly))
            continue;
        const auto all = stat.readAll();
        const auto fields = all.mid(all.lastIndexOf(')') + 2).split(' ');
        parents[entry.toLongLong()] = fields.value(1).toLongLong();
        ticks[entry.toLongLong()] = usedBy(entry);
    }
    qint64 sum = 0;
    for (auto process = ticks.cbegin(); process != ticks.cend(); ++process) {
        auto above = process.key();
        while (above != ::getpid() && parents.contains(above))
            above = parents[above];
        sum += above == ::getpid() ? process.value() : 0;
    }
    return sum;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QApplication application(argc, argv);
    desktop::look::Theme theme(application);
    const std::chrono::seconds time(argc > 1 ? QString::fromLocal8Bit(argv[1]).toInt() : 10);
    const QTemporaryDir folder;
    const auto store = agent::ChatStore::open(folder.filePath(u"chats.db"_s)).value();
    desktop::background::Background background;
    desktop::web::ChromiumViews views;
    desktop::chat::ChatBackend backend(
        u"w"_s,
        {.store = *store,
         .model = [time]() -> Result<std::unique_ptr<agent::LanguageModel>> { return std::make_unique<Writer>(time); },
         .modelState = [] { return desktop::chat::ModelState{.name = u"writer"_s, .ready = true}; }},
        background, [&folder] { return std::make_unique<test::FolderTools>(folder.path()); });
    const std::unique_ptr<desktop::views::PageView> view(
        views.makePage(desktop::views::OwnPage::Chat, backend, nullptr));
    view->resize(460, 860);
    view->show();
    qint64 before = 0;
    QElapsedTimer since;
    bool worked = false;
    QObject::connect(&backend, &desktop::chat::ChatBackend::workingChanged, &application, [&](bool working) {
        if (worked && !working)
            application.quit();
        worked = worked || working;
    });
    QTimer::singleShot(3000, &application, [&] { // once all that is drawn at the start has been
        before = used();
        since.start();
        backend.send(u"Write"_s);
    });
    application.exec();
    const auto seconds = static_cast<double>(since.elapsed()) / 1000;
    std::printf("%.1f\n",
                100.0 * static_cast<double>(used() - before) / static_cast<double>(::sysconf(_SC_CLK_TCK)) / seconds);
    return 0;
}
