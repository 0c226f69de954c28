#include "app/desktop/background/background.h"
#include "app/desktop/look/theme.h"
#include "app/desktop/opened/editor_area.h"
#include "app/desktop/opened/log_panel.h"
#include "app/desktop/opened/status_line.h"
#include "app/desktop/opened/workspace_page.h"
#include "app/desktop/steps/bring_up_page.h"
#include "app/desktop/terminals/terminals_backend.h"
#include "app/desktop/window/main_window.h"
#include "tests/support/temporary_folder.h"
#include "tests/ui/fake_session.h"
#include "tests/ui/fake_web.h"
#include "tests/ui/widget_support.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

namespace kalpana::test {

using namespace Qt::StringLiterals;
using desktop::look::Appearance;
using desktop::values::WorkspaceState;
using State = provision::StepReport::State;
using workspaces::Phase;

/// The window over fake sessions and fake pages: what is seen when, and which click asks for what.
class WindowTest final : public QObject {
    Q_OBJECT
public:
    explicit WindowTest(desktop::look::Theme& theme) : m_theme(theme) {}

private:
    desktop::look::Theme& m_theme;

    /// Pages over fake sessions.
    struct Bench final : public desktop::workbench::Workbench {
        Bench(workspace::Store& kept, const QString& folder) : store(kept), profiles(folder) {}
        desktop::workbench::Page* open(const workspace::Record& record) override
        {
            auto session = std::make_unique<FakeSession>();
            sessions << session.get();
            auto terminals =
                std::make_unique<desktop::terminals::TerminalsBackend>(*session, u"devbox"_s, ownBackground);
            return new desktop::opened::WorkspacePage(
                desktop::values::rowOf(record), std::make_unique<QObject>(), std::move(terminals), std::move(session),
                {.web = [this]() -> Result<desktop::views::WebViews*> { return &web; },
                 .profileFolder = profiles,
                 .savedSplit = [](const QString&) { return QByteArray(); },
                 .saveSplit = [](const QString&, const QByteArray&) {}});
        }
        void showSettings(QWidget*) override {}
        QStringList hosts() const override { return {u"devbox"_s, u"build-arm"_s}; }
        Result<void> deleteOnHost(const workspace::Record&, std::stop_token) const override { return {}; }
        Result<void> deleteHere(const workspace::Record& record) const override { return store.remove(record.id); }

        workspace::Store& store;
        QString profiles;
        desktop::background::Background ownBackground;
        FakeWeb web;
        QList<FakeSession*> sessions;
    };
    struct Box {
        explicit Box(const QList<workspace::Record>& records = {});
        TemporaryFolder folder;
        workspace::Store store = workspace::Store::open(folder.path()).value();
        settings::Settings settings = settings::Settings::load(folder.path()).value();
        Bench bench{store, folder.path()};
        desktop::background::Background background; ///< Its threads use the bench.
        std::unique_ptr<desktop::window::MainWindow> window;

        [[nodiscard]] desktop::opened::WorkspacePage* page() const
        {
            return qobject_cast<desktop::opened::WorkspacePage*>(window->page(window->shelf().records().first().id));
        }
    };
    static workspace::Record record(const QString& name, const QString& host, const QString& folder, int minutesAgo);
    static QList<workspace::Record> some();

private Q_SLOTS:
    void initTestCase_data();
    void emptyHome_saysWhatToDo();
    void home_listsFiltersAndOpens();
    void newWorkspace_namesWhatIsWrong_atItsField();
    void create_showsTheSteps_thenEditorAndChat();
    void failure_showsReasonRetryAndLog();
    void cancelOfANewOne_bringsTheFormBack();
    void reconnecting_keepsThePage();
    void editor_takesTheFocus_butNotFromWhoTypes();
    void logOfARunningWorkspace_isAClickAway();
    void whatIsPlacedOverTheEditor_leavesTheRest_andGoesAgain();
};

WindowTest::Box::Box(const QList<workspace::Record>& records)
{
    for (const auto& one : records)
        store.insert(one).value();
    window = std::make_unique<desktop::window::MainWindow>(desktop::window::WindowServices{
        .settings = settings,
        .background = background,
        .workbench = [this]() -> Result<desktop::workbench::Workbench*> { return &bench; },
        .sshConfig = {}});
    window->showStored(store, store.list().value());
    window->resize(1280, 800);
    window->show();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
}

workspace::Record WindowTest::record(const QString& name, const QString& host, const QString& folder, int minutesAgo)
{
    return {.id = workspace::makeId(name),
            .name = name,
            .host = host,
            .folder = folder,
            .createdAt = QDateTime::currentDateTimeUtc().addDays(-90), // the order is that of their use
            .lastUsedAt = QDateTime::currentDateTimeUtc().addSecs(-60LL * minutesAgo)};
}

QList<workspace::Record> WindowTest::some()
{
    return {record(u"greeter"_s, u"devbox"_s, u"/srv/projects/greeter"_s, 4),
            record(u"kalpana"_s, u"local"_s, u"~/src/kalpana"_s, 130),
            record(u"training data"_s, u"ada@gpu-7.example.org:2222"_s, u"/data/training"_s, 60 * 26),
            record(u"old shop"_s, u"build-arm"_s, u"/home/ada/shop"_s, 60 * 24 * 40)};
}

void WindowTest::initTestCase_data()
{
    QTest::addColumn<Appearance>("scheme");
    QTest::newRow("light") << Appearance::Light;
    QTest::newRow("dark") << Appearance::Dark;
}

#define FOLLOW_SCHEME                                                                                                  \
    QFETCH_GLOBAL(Appearance, scheme);                                                                                 \
    m_theme.setAppearance(scheme);                                                                                     \
    const auto suffix = QString::fromLatin1(QTest::currentDataTag() ? QTest::currentDataTag() : "") +                  \
                        (scheme == Appearance::Dark ? u"-dark"_s : u"-light"_s)

void WindowTest::emptyHome_saysWhatToDo()
{
    FOLLOW_SCHEME;
    Box box;
    auto* first = childNamed<QPushButton>(*box.window, "first");
    QVERIFY(first->isVisible());
    takePicture(*box.window, u"home-empty"_s + suffix);
    QTest::mouseClick(first, Qt::LeftButton);
    QVERIFY(childNamed<QComboBox>(*box.window, "host")->isVisible());
}

void WindowTest::home_listsFiltersAndOpens()
{
    FOLLOW_SCHEME;
    Box box(some());
    auto* view = childNamed<QListView>(*box.window, "workspaces");
    QCOMPARE(view->model()->rowCount(), 4);
    takePicture(*box.window, u"home"_s + suffix);

    QTest::keyClick(view, Qt::Key_F, Qt::ControlModifier);
    auto* filter = childNamed<QLineEdit>(*box.window, "filter");
    QTRY_VERIFY(filter->hasFocus());
    QTest::keyClicks(filter, u"gpu"_s);
    QCOMPARE(view->model()->rowCount(), 1);
    QTest::keyClick(filter, Qt::Key_Return);
    QCOMPARE(box.bench.sessions.size(), 1);
    QCOMPARE(box.bench.sessions.first()->starts, 1);
    QVERIFY(box.window->windowTitle().contains(u"training data"_s));
}

void WindowTest::newWorkspace_namesWhatIsWrong_atItsField()
{
    FOLLOW_SCHEME;
    Box box(some());
    QTest::mouseClick(childNamed<QPushButton>(*box.window, "new"), Qt::LeftButton);
    auto* host = childNamed<QComboBox>(*box.window, "host");
    QTRY_VERIFY(host->findText(u"devbox"_s) > 0);
    host->setCurrentText(u"ada@gpu-7:70000"_s);
    auto* folder = childNamed<QLineEdit>(*box.window, "folder");
    QTest::keyClicks(folder, u"work/greeter"_s);
    auto* name = childNamed<QLineEdit>(*box.window, "name");
    QCOMPARE(name->text(), u"greeter 2"_s);
    QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(name, u"Kalpana"_s);
    QTest::mouseClick(childNamed<QPushButton>(*box.window, "create"), Qt::LeftButton);

    QStringList problems;
    for (const auto* label : host->window()->findChildren<QLabel*>(u"problem"_s))
        problems << label->text();
    QVERIFY(problems.join(u'\n').contains(u"70000"_s));
    QVERIFY(problems.join(u'\n').contains(u"whole path"_s));
    QVERIFY(problems.join(u'\n').contains(u"“Kalpana” already"_s));
    QCOMPARE(box.bench.sessions.size(), 0);
    takePicture(*box.window, u"new-problems"_s + suffix);
}

void WindowTest::create_showsTheSteps_thenEditorAndChat()
{
    FOLLOW_SCHEME;
    Box box;
    QTest::mouseClick(childNamed<QPushButton>(*box.window, "first"), Qt::LeftButton);
    childNamed<QComboBox>(*box.window, "host")->setCurrentText(u"devbox"_s);
    QTest::keyClicks(childNamed<QLineEdit>(*box.window, "folder"), u"~/src/greeter"_s);
    takePicture(*box.window, u"new"_s + suffix);
    QTest::keyClick(childNamed<QLineEdit>(*box.window, "folder"), Qt::Key_Return);
    QTRY_COMPARE(box.bench.sessions.size(), 1);
    QCOMPARE(box.store.list()->size(), 1);
    auto& session = *box.bench.sessions.first();
    session.phase(Phase::Connecting);
    session.step(u"Connecting to devbox"_s, State::Done, 0, 0, 0.21);
    session.step(u"Looking at devbox"_s, State::Done, 0, 0, 0.05, u"Debian 13, x86_64, glibc 2.41, 38 GB free"_s);
    session.step(u"Sending the bridge"_s, State::Skipped, 0, 0, 0, u"already there"_s);
    session.step(u"Fetching code-server 4.139.1"_s, State::Running, 83'200'000, 212'400'000, 6.4);
    Q_EMIT session.logLine(u"devbox: fetching code-server 4.139.1 for linux-amd64"_s);
    QCOMPARE(box.page()->findChildren<QWidget*>(u"step"_s).size(), 4);
    takePicture(*box.window, u"steps"_s + suffix);

    session.phase(Phase::Running);
    QCOMPARE(session.enters, 1);
    Q_EMIT session.addressReady(QUrl(u"http://greeter.localhost:40123/"_s));
    QCOMPARE(static_cast<FakeWeb::Editor&>(box.page()->editor()->view()).opened.size(), 1);
    Q_EMIT session.metricsChanged(
        {.cpuPercent = 12.3, .memoryUsed = 1'200'000'000, .memoryTotal = 8'000'000'000, .roundTripMs = 3});
    QCOMPARE(box.page()->statusLine().text(), u"Running · CPU 12 % · Mem 1.2 GB · 3 ms"_s);
    takePicture(*box.window, u"split-fake"_s + suffix);
}

void WindowTest::logOfARunningWorkspace_isAClickAway()
{
    FOLLOW_SCHEME;
    Box box(some());
    box.window->open(u"greeter"_s);
    auto& session = *box.bench.sessions.first();
    session.phase(Phase::Connecting);
    session.step(u"Connecting to devbox"_s, State::Done, 0, 0, 0.21);
    auto* panel = childNamed<desktop::opened::LogPanel>(*box.page(), "logPanel");
    auto* button = childNamed<QPushButton>(*box.page(), "openLog");
    QVERIFY(!button->isVisible() && !panel->isVisible());
    session.phase(Phase::Running);
    QVERIFY(button->isVisible() && !panel->isVisible());

    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(panel->isVisible());
    QCOMPARE(session.logReads, 1);
    QVERIFY2(panel->text().contains(u"Done: Connecting to devbox, 0.2 s"_s), qPrintable(panel->text()));
    Q_EMIT session.hostLogRead(u"[info] HTTP server listening on ide.sock\n"_s);
    Q_EMIT session.logLine(u"code-server was started again: it did not answer any more."_s);
    QVERIFY(panel->text().contains(u"code-server on devbox:\n[info] HTTP server listening"_s));
    QVERIFY(panel->text().contains(u"started again"_s));
    takePicture(*box.window, u"log"_s + suffix);
    QTest::mouseClick(childNamed<QPushButton>(*panel, "logRefresh"), Qt::LeftButton);
    QCOMPARE(session.logReads, 2);
    QTest::mouseClick(childNamed<QPushButton>(*panel, "logClose"), Qt::LeftButton);
    QVERIFY(!panel->isVisible() && !button->isChecked());

    auto* showLog = childNamed<QToolButton>(*box.window, "menu")->menu()->findChild<QAction*>(u"showLogAction"_s);
    QVERIFY(showLog);
    showLog->trigger();
    QVERIFY(panel->isVisible());
    session.phase(Phase::Stopped);
    QVERIFY(!panel->isVisible() && !button->isVisible());
    showLog->trigger();
    QVERIFY(childNamed<QWidget>(*box.page(), "log")->isVisible());
}

void WindowTest::failure_showsReasonRetryAndLog()
{
    FOLLOW_SCHEME;
    Box box(some());
    box.window->open(u"greeter"_s);
    auto& session = *box.bench.sessions.first();
    session.phase(Phase::Connecting);
    session.step(u"Connecting to devbox"_s, State::Failed, 0, 0, 3.1);
    session.phase(Phase::Failed,
                  Error{.code = ErrorCode::HostKeyChanged,
                        .sentence =
                            u"The host key of devbox changed: it is not the one in ~/.ssh/known_hosts, line 12. "
                            "If you know why, remove that line and try again."_s,
                        .detail = u"SHA256:abc offered, SHA256:def known"_s});
    auto* retry = childNamed<QPushButton>(*box.page(), "retry");
    QVERIFY(retry->isVisible());
    QVERIFY(childNamed<QLabel>(*box.page(), "reasonText")->text().contains(u"line 12"_s));
    QTest::mouseClick(childNamed<QPushButton>(*box.page(), "showLog"), Qt::LeftButton);
    QVERIFY(childNamed<QWidget>(*box.page(), "log")->isVisible());
    takePicture(*box.window, u"failed"_s + suffix);
    QTest::mouseClick(retry, Qt::LeftButton);
    QCOMPARE(session.retries, 1);
}

void WindowTest::cancelOfANewOne_bringsTheFormBack()
{
    FOLLOW_SCHEME;
    Box box;
    QTest::mouseClick(childNamed<QPushButton>(*box.window, "first"), Qt::LeftButton);
    QTest::keyClicks(childNamed<QLineEdit>(*box.window, "folder"), u"~/src/greeter"_s);
    QTest::mouseClick(childNamed<QPushButton>(*box.window, "create"), Qt::LeftButton);
    QTRY_COMPARE(box.bench.sessions.size(), 1);
    QTest::mouseClick(childNamed<QPushButton>(*box.page(), "leave"), Qt::LeftButton);
    QTRY_VERIFY(childNamed<QLineEdit>(*box.window, "folder")->isVisible());
    QCOMPARE(childNamed<QLineEdit>(*box.window, "folder")->text(), u"~/src/greeter"_s);
    QTRY_COMPARE(box.store.list()->size(), 0);
}

void WindowTest::reconnecting_keepsThePage()
{
    FOLLOW_SCHEME;
    Box box(some());
    box.window->open(u"greeter"_s);
    auto& session = *box.bench.sessions.first();
    session.phase(Phase::Running);
    Q_EMIT session.addressReady(QUrl(u"http://greeter.localhost:40123/"_s));
    session.phase(Phase::Reconnecting);
    QVERIFY(childNamed<QWidget>(*box.page(), "banner")->isVisible());
    takePicture(*box.window, u"reconnecting-fake"_s + suffix);
    session.phase(Phase::Running);
    QVERIFY(!childNamed<QWidget>(*box.page(), "banner")->isVisible());
    QCOMPARE(session.enters, 1);
    session.phase(Phase::Stopped);
    QCOMPARE(box.page()->state(), WorkspaceState::Stopped);
    QVERIFY(!box.page()->editor());
}

void WindowTest::whatIsPlacedOverTheEditor_leavesTheRest_andGoesAgain()
{
    Box box(some());
    box.window->open(u"greeter"_s);
    auto& session = *box.bench.sessions.first();
    QVERIFY(!box.page()->placeOverEditor(std::make_unique<QWidget>())); // nothing is there yet
    session.phase(Phase::Running);
    QTest::mouseClick(childNamed<QPushButton>(*box.page(), "openTerminals"), Qt::LeftButton);
    const auto height = box.page()->terminalsView()->height();
    auto first = std::make_unique<QWidget>();
    auto second = std::make_unique<QWidget>();
    const QPointer<QWidget> gone = first.get();
    const QPointer<QWidget> placed = second.get();
    QVERIFY(box.page()->placeOverEditor(std::move(first)));
    QVERIFY(box.page()->placeOverEditor(std::move(second)));
    QTRY_VERIFY(!gone);
    QTRY_VERIFY(placed->isVisible() && placed->height() > height);
    QVERIFY(!box.page()->editor()->isVisible());
    QVERIFY(box.page()->chatView()->isVisible());
    QCOMPARE(box.page()->terminalsView()->height(), height);
    box.page()->closePlaced();
    QTRY_VERIFY(!placed);
    QVERIFY(box.page()->editor()->isVisible());
    QCOMPARE(box.page()->terminalsView()->height(), height);
}

void WindowTest::editor_takesTheFocus_butNotFromWhoTypes()
{
    Box box(some());
    box.window->open(u"greeter"_s);
    auto& session = *box.bench.sessions.first();
    session.phase(Phase::Running);
    box.window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(box.window.get()));
    Q_EMIT session.addressReady(QUrl(u"http://greeter.localhost:40123/"_s));
    QTRY_VERIFY(box.page()->editor()->hasFocus());
    QTest::mouseClick(childNamed<QPushButton>(*box.page(), "openTerminals"), Qt::LeftButton);
    for (auto* part : {box.page()->chatView(), box.page()->terminalsView()}) {
        auto* field = new QLineEdit(part);
        field->show();
        field->setFocus();
        QTRY_VERIFY(field->hasFocus());
        Q_EMIT session.addressReady(QUrl(u"http://greeter.localhost:40123/"_s)); // loaded anew, and shown
        QVERIFY(field->hasFocus());
    }
}

} // namespace kalpana::test

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    kalpana::desktop::look::Theme theme(application);
    kalpana::test::WindowTest test(theme);
    return QTest::qExec(&test, argc, argv);
}

#include "window_test.moc"
