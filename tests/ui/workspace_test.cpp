#include "app/desktop/assembly/assembly.h"
#include "app/desktop/compose/composition.h"
#include "app/desktop/compose/options.h"
#include "app/desktop/home/home_page.h"
#include "app/desktop/look/theme.h"
#include "app/desktop/opened/editor_area.h"
#include "app/desktop/opened/log_panel.h"
#include "app/desktop/opened/status_line.h"
#include "app/desktop/opened/workspace_page.h"
#include "app/desktop/questions/program_dialog.h"
#include "app/desktop/review/diff_view.h"
#include "app/desktop/review/review_page.h"
#include "app/desktop/web/chromium_views.h"
#include "remote/host/local_host.h"
#include "remote/workspaces/remote_state.h"
#include "tests/support/scripted_model_server.h"
#include "tests/support/temporary_folder.h"
#include "tests/ui/page_script.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QWindow>

namespace kalpana::test {

using namespace Qt::StringLiterals;

/// The whole window over the real bridge and the real code-server on this computer, with a scripted model.
class WorkspaceTest final : public QObject {
    Q_OBJECT
public:
    WorkspaceTest(desktop::look::Theme& theme, desktop::views::WebViews& web, const QList<QUrl>& handedOut)
        : m_theme(theme), m_web(web), m_handedOut(handedOut)
    {
    }

private:
    [[nodiscard]] desktop::opened::WorkspacePage* page() const;
    QVariant inEditor(const QString& script) { return evaluate(page()->editor()->view(), script); }
    void focusEditor();
    /// A page may open a window only just after the user did something in it.
    void inEditorAsUser(const QString& script);
    void closeRefusalOf(const QString& scheme);
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(window().windowHandle(), key, modifiers);
    }
    bool editorIsDark()
    {
        return inEditor(u"document.querySelector('.monaco-workbench').classList.contains('vs-dark')"_s).toBool();
    }
    QVariant inTerminals(const QString& script) { return evaluate(*page()->terminalsView(), script); }
    /// What stands on the chosen terminal's screen.
    QString screen() { return inTerminals(u"window.terminals?.text ?? ''"_s).toString(); }
    void typeLine(const QString& text)
    {
        for (const auto one : text)
            QTest::keyClick(window().windowHandle(), one.toLatin1());
        press(Qt::Key_Return);
    }
    void focusTerminals();
    QVariant inChat(const QString& script) { return evaluate(*page()->chatView(), script); }
    [[nodiscard]] desktop::window::MainWindow& window() const { return m_composition->window(); }

    desktop::look::Theme& m_theme;
    desktop::views::WebViews& m_web;
    const QList<QUrl>& m_handedOut;
    TemporaryFolder m_folder;
    std::unique_ptr<ScriptedModelServer> m_model;
    std::unique_ptr<desktop::compose::Composition> m_composition;

private Q_SLOTS:
    void initTestCase();
    void newWorkspace_isClickedTogether_andTheEditorShowsItsFiles();
    void keysOfTheEditor_reachTheEditor();
    void linksThatLeadOut_areHandedOutOrRefused();
    void theAgent_readsEditsAndRuns();
    void whatTheAgentChanged_isReviewedBesideTheChat_undoneAndDoneAgain();
    void log_hasWhatCodeServerSaidOnTheHost();
    void terminal_runsOnTheHost_andIsFoundAgain();
    void git_asksInTheWindow();
    void terminal_isLeftAndEnded();
    void stop_andOpenAgain();
    void cleanupTestCase();
};

void WorkspaceTest::initTestCase()
{
    const auto archive = qEnvironmentVariable("KALPANA_TEST_CODE_SERVER");
    if (archive.isEmpty())
        QFAIL("KALPANA_TEST_CODE_SERVER names no archive of code-server: ./dev test sets it");
    qputenv("KALPANA_BRIDGE_DIR", KALPANA_BIN_DIR);
    QProcess::execute(u"cp"_s, {u"-r"_s, QStringLiteral(KALPANA_SOURCE_DIR "/tests/support/demo/repository"),
                                m_folder.path(u"greeting"_s)});
    QFile script(QStringLiteral(KALPANA_SOURCE_DIR "/tests/support/demo/model.json"));
    QVERIFY(script.open(QFile::ReadOnly));
    m_model = std::make_unique<ScriptedModelServer>(script.readAll());
    auto settings = settings::Settings::load(m_folder.path(u"desk"_s));
    QVERIFY(settings->setValue(u"model.address"_s, m_model->address().toString()).has_value());
    QVERIFY(settings->setValue(u"model.name"_s, u"scripted-1"_s).has_value());

    auto made = desktop::compose::Composition::make(
        {.dataFolder = m_folder.path(u"desk"_s), .codeServerSource = archive}, m_theme,
        [this](const desktop::workbench::Shared& shared) {
            return desktop::assembly::Assembly::make(shared,
                                                     [this]() -> Result<desktop::views::WebViews*> { return &m_web; });
        });
    QVERIFY2(made.has_value(), qPrintable(made ? QString() : made.error().sentence));
    m_composition = std::move(*made);
    window().resize(1500, 900);
    window().show();
    window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window()));
}

desktop::opened::WorkspacePage* WorkspaceTest::page() const
{
    return window().findChild<desktop::opened::WorkspacePage*>();
}

void WorkspaceTest::focusEditor()
{
    // The window became another one with its first web page, and without a window manager nobody gives it the focus.
    window().activateWindow();
    page()->editor()->setFocus();
    QTRY_VERIFY(inEditor(u"document.hasFocus()"_s).toBool());
}

void WorkspaceTest::inEditorAsUser(const QString& script)
{
    focusEditor();
    press(Qt::Key_F24); // means nothing to the editor
    QTRY_VERIFY(inEditor(u"navigator.userActivation.isActive"_s).toBool());
    inEditor(script);
}

void WorkspaceTest::closeRefusalOf(const QString& scheme)
{
    QTRY_VERIFY(window().findChild<QMessageBox*>());
    auto* box = window().findChild<QMessageBox*>();
    QVERIFY2(box->text().contains(scheme), qPrintable(box->text()));
    box->close();
    QTRY_VERIFY(!window().findChild<QMessageBox*>());
}

void WorkspaceTest::newWorkspace_isClickedTogether_andTheEditorShowsItsFiles()
{
    QTest::mouseClick(childNamed<QPushButton>(window(), "first"), Qt::LeftButton);
    auto* folder = childNamed<QLineEdit>(window(), "folder");
    QTest::keyClicks(folder, m_folder.path(u"greeting"_s));
    QCOMPARE(childNamed<QLineEdit>(window(), "name")->text(), u"greeting"_s);
    QTest::mouseClick(childNamed<QPushButton>(window(), "create"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(page(), 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(page()->findChildren<QWidget*>(u"step"_s).size() >= 3, 20'000);
    takePicture(window(), u"bring-up-real"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(page()->state() == desktop::values::WorkspaceState::Running,
                              qPrintable(page()->findChild<QLabel*>(u"reasonText"_s)->text()), 150'000);
    for (const auto* step : page()->findChildren<QWidget*>(u"step"_s))
        QVERIFY2(step->property("state").toInt() != static_cast<int>(provision::StepReport::State::Failed),
                 qPrintable(step->accessibleName()));
    QTRY_VERIFY_WITH_TIMEOUT(page()->editor(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(
        inEditor(u"document.querySelector('.explorer-folders-view')?.innerText.includes('README.md') ?? false"_s)
            .toBool(),
        90'000);
    QVERIFY(inEditor(u"isSecureContext"_s).toBool());
    QTRY_VERIFY_WITH_TIMEOUT(page()->statusLine().text().contains(u"CPU"_s), 20'000);
    takePicture(window(), u"workspace-real"_s);
}

void WorkspaceTest::keysOfTheEditor_reachTheEditor()
{
    QVERIFY(page() && page()->editor());
    focusEditor();
    inEditor(u"document.querySelector('.explorer-folders-view .monaco-list').focus()"_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        inEditor(u"document.hasFocus() && !!document.activeElement?.closest('.explorer-folders-view')"_s).toBool(),
        20'000);
    const auto paletteIsOpen =
        u"[...document.querySelectorAll('.quick-input-widget')].some(palette => palette.checkVisibility())"_s;
    press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(inEditor(paletteIsOpen).toBool(), 20'000);
    press(Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!inEditor(paletteIsOpen).toBool(), 20'000);
    // Ctrl+N and Ctrl+W are the editor's: the window stays where it is.
    press(Qt::Key_N, Qt::ControlModifier);
    press(Qt::Key_W, Qt::ControlModifier);
    QVERIFY(page()->isVisible());
    QVERIFY(window().isVisible());
}

void WorkspaceTest::linksThatLeadOut_areHandedOutOrRefused()
{
    const auto before = inEditor(u"location.href"_s).toString();
    inEditorAsUser(u"window.open('https://example.org/docs'); 0"_s);
    QTRY_COMPARE(m_handedOut, QList<QUrl>{QUrl(u"https://example.org/docs"_s)});

    inEditorAsUser(
        u"(() => { const a = document.createElement('a'); a.href = 'vscode://file/etc'; a.target = '_blank'; document.body.append(a); a.click(); })(); 0"_s);
    closeRefusalOf(u"vscode:"_s);
    inEditorAsUser(u"window.open('file:///etc/passwd'); 0"_s);
    // Nobody tells of what Chromium stops by itself; what is asked for after it comes after it.
    inEditorAsUser(u"window.open('https://example.org/later'); 0"_s);
    QTRY_COMPARE(m_handedOut.size(), 2);
    QCOMPARE(m_handedOut.last(), QUrl(u"https://example.org/later"_s));

    // A mail address is handed to the mail program, and nothing else by its scheme: from the page or from a frame in
    // it.
    const auto click =
        u"(inside, address) => { const a = inside.createElement('a'); a.href = address; inside.body.append(a); a.click(); a.remove(); }"_s;
    inEditorAsUser(u"(%1)(document, 'mailto:ada@example.org'); 0"_s.arg(click));
    QTRY_COMPARE(m_handedOut.size(), 3);
    QCOMPARE(m_handedOut.last(), QUrl(u"mailto:ada@example.org"_s));
    inEditorAsUser(
        u"(() => { const frame = document.createElement('iframe'); document.body.append(frame); (%1)(frame.contentDocument, 'tel:+15550100'); })(); 0"_s
            .arg(click));
    inEditorAsUser(u"(%1)(document, 'mailto:last@example.org'); 0"_s.arg(click));
    QTRY_COMPARE(m_handedOut.size(), 4);
    QCOMPARE(m_handedOut.last(), QUrl(u"mailto:last@example.org"_s));
    QCOMPARE(inEditor(u"location.href"_s).toString(), before);
}

void WorkspaceTest::theAgent_readsEditsAndRuns()
{
    QTRY_VERIFY_WITH_TIMEOUT(inChat(u"document.documentElement.dataset.ready === 'true'"_s).toBool(), 20'000);
    inChat(
        u"document.getElementById('prompt').value = 'Make the greeting friendlier'; document.getElementById('prompt').dispatchEvent(new Event('input')); document.getElementById('send').click(); 0"_s);
    for (const auto& call : {u"call_edit"_s, u"call_run"_s}) {
        QTRY_VERIFY_WITH_TIMEOUT(inChat(u"!!document.querySelector('.approval[data-call=%1]')"_s.arg(call)).toBool(),
                                 30'000);
        inChat(u"document.querySelector('.approval[data-call=%1] [data-decision=once]').click(); 0"_s.arg(call));
    }
    QTRY_VERIFY_WITH_TIMEOUT(
        inChat(u"/both tests pass/.test(document.getElementById('transcript').innerText)"_s).toBool(), 30'000);
    QTRY_VERIFY(inChat(u"document.querySelectorAll('.card .state.done').length === 4"_s).toBool());
    QVERIFY(m_folder.read(u"greeting/src/greeting.py"_s).contains("Nice to see you"));
    takePicture(window(), u"workspace-chat"_s);
    m_theme.setAppearance(desktop::look::Appearance::Dark);
    QTRY_COMPARE(inChat(u"document.documentElement.dataset.theme"_s).toString(), u"dark"_s);
    QTRY_VERIFY_WITH_TIMEOUT(editorIsDark(), 20'000);
    takePicture(window(), u"workspace-chat-dark"_s);
    m_theme.setAppearance(desktop::look::Appearance::Light);
    QTRY_VERIFY_WITH_TIMEOUT(!editorIsDark(), 20'000);
}

void WorkspaceTest::whatTheAgentChanged_isReviewedBesideTheChat_undoneAndDoneAgain()
{
    const auto changed = [this] { return m_folder.read(u"greeting/src/greeting.py"_s).contains("Nice to see you"); };
    const auto click = [this](const QString& what) {
        QTRY_VERIFY(inChat(u"!!document.querySelector('.changes [data-do=%1]:not(:disabled)')"_s.arg(what)).toBool());
        inChat(u"document.querySelector('.changes [data-do=%1]').click(); 0"_s.arg(what));
    };
    click(u"review"_s);
    QTRY_VERIFY(page()->findChild<desktop::review::ReviewPage*>());
    auto& review = *page()->findChild<desktop::review::ReviewPage*>();
    QTRY_VERIFY_WITH_TIMEOUT(childNamed<QPushButton>(review, "reviewKeepAll")->isEnabled(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(childNamed<desktop::review::DiffView>(review, "diff")->hunk() == 0, 20'000);
    QVERIFY(!page()->editor()->isVisible());
    takePicture(window(), u"workspace-review"_s);
    QTest::mouseClick(childNamed<QPushButton>(review, "reviewRevertAll"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!changed(), 20'000);
    QTRY_VERIFY(inChat(u"!!document.querySelector('.changes.undone')"_s).toBool()); // the chat knows of it
    QTRY_VERIFY_WITH_TIMEOUT(childNamed<QPushButton>(review, "reviewUndo")->isEnabled(), 20'000);
    QTest::mouseClick(childNamed<QPushButton>(review, "reviewUndo"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(changed(), 20'000);
    QTRY_VERIFY(inChat(u"!document.querySelector('.changes.undone')"_s).toBool());
    QTRY_VERIFY_WITH_TIMEOUT(childNamed<QPushButton>(review, "reviewKeepAll")->isEnabled(), 20'000);
    QTest::keyClick(childNamed<desktop::review::DiffView>(review, "diff"), Qt::Key_Escape);
    QTRY_VERIFY(page()->editor()->isVisible());
    QVERIFY(changed());
    click(u"undo"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!changed(), 20'000);
    QTRY_VERIFY(inChat(u"!!document.querySelector('.changes.undone')"_s).toBool());
    click(u"undo"_s); // is Redo now
    QTRY_VERIFY_WITH_TIMEOUT(changed(), 20'000);
    QTRY_VERIFY(inChat(u"!document.querySelector('.changes.undone')"_s).toBool());
}

void WorkspaceTest::log_hasWhatCodeServerSaidOnTheHost()
{
    auto* panel = childNamed<desktop::opened::LogPanel>(*page(), "logPanel");
    QTest::mouseClick(childNamed<QPushButton>(*page(), "openLog"), Qt::LeftButton);
    QTRY_VERIFY2(panel->text().contains(u"listening"_s), qPrintable(panel->text()));
    QVERIFY(panel->text().contains(u"Connecting to this computer"_s));
    takePicture(window(), u"workspace-log"_s);
    QTest::mouseClick(childNamed<QPushButton>(*panel, "logClose"), Qt::LeftButton);
    QVERIFY(!panel->isVisible());
}

void WorkspaceTest::focusTerminals()
{
    // An editor that has just loaded takes the focus while the window is not active yet: as a user would, turn to them
    // again.
    const auto hasFocus = [this] {
        if (inTerminals(u"document.hasFocus()"_s).toBool())
            return true;
        window().activateWindow();
        page()->terminalsView()->setFocus();
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasFocus(), 20'000);
    inTerminals(u"window.terminals.focus(); 0"_s);
}

void WorkspaceTest::terminal_runsOnTheHost_andIsFoundAgain()
{
    QTest::mouseClick(childNamed<QPushButton>(*page(), "openTerminals"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(page()->terminalsView(), 5'000);
    // Nothing ran: a first one is there at once, in the workspace's folder.
    QTRY_VERIFY2_WITH_TIMEOUT(!screen().isEmpty(), qPrintable(screen()), 20'000);
    focusTerminals();
    typeLine(u"ls; echo six times seven is $((6*7))"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(screen().contains(u"six times seven is 42"_s), qPrintable(screen()), 20'000);
    QVERIFY2(screen().contains(u"README.md"_s), qPrintable(screen()));
    // A program's title is text, whatever it says.
    typeLine(u"printf '\\033]2;<i>hi</i>\\007'"_s);
    QTRY_COMPARE_WITH_TIMEOUT(inTerminals(u"document.querySelector('.tab .name').textContent"_s).toString(),
                              u"<i>hi</i>"_s, 20'000);
    inTerminals(u"document.getElementById('new').click(); 0"_s);
    QTRY_COMPARE_WITH_TIMEOUT(inTerminals(u"document.querySelectorAll('.tab').length"_s).toInt(), 2, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!screen().isEmpty() && !screen().contains(u"42"_s), 20'000);
    inTerminals(u"document.querySelector('.tab .name').click(); 0"_s);
    QTRY_VERIFY(screen().contains(u"six times seven is 42"_s));
    const auto before = screen();
    takePicture(window(), u"workspace-terminal"_s);
    m_theme.setAppearance(desktop::look::Appearance::Dark);
    QTRY_COMPARE(inTerminals(u"document.documentElement.dataset.theme"_s).toString(), u"dark"_s);
    takePicture(window(), u"workspace-terminal-dark"_s);
    m_theme.setAppearance(desktop::look::Appearance::Light);

    // The app goes, the host stays as it is.
    const auto id = window().shelf().records().first().id;
    childNamed<QToolButton>(window(), "menu")->menu()->findChild<QAction*>(u"closeAction"_s)->trigger();
    QTRY_VERIFY(!page());
    window().open(id);
    QTRY_VERIFY_WITH_TIMEOUT(page() && page()->state() == desktop::values::WorkspaceState::Running, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(page()->editor(), 20'000);
    page()->showTerminals();
    QTRY_COMPARE_WITH_TIMEOUT(inTerminals(u"document.querySelectorAll('.tab').length"_s).toInt(), 2, 20'000);
    inTerminals(u"document.querySelector('.tab .name').click(); 0"_s);
    QTRY_COMPARE_WITH_TIMEOUT(screen(), before, 20'000);
    // Another client gives it another size: it is drawn in that one until somebody turns to it here. (Nobody does
    // really, so no program draws anew: this comes last.)
    const auto columns = [this] { return inTerminals(u"window.terminals.size.cols"_s).toInt(); };
    const int own = columns();
    inTerminals(u"window.terminals.resized(1, 33, 7); 0"_s);
    QTRY_COMPARE(columns(), 33);
    QVERIFY(inTerminals(u"document.querySelector('.screen.foreign:not([hidden])') !== null"_s).toBool());
    inTerminals(u"document.activeElement.blur(); window.terminals.focus(); 0"_s);
    QTRY_COMPARE(columns(), own);
    QVERIFY(!inTerminals(u"document.querySelector('.screen.foreign:not([hidden])') !== null"_s).toBool());
}

void WorkspaceTest::git_asksInTheWindow()
{
    using desktop::questions::ProgramDialog;
    const auto fill = u"clear; printf 'protocol=https\\nhost=git.example\\npath=ada/x.git\\n' | git credential fill"_s;
    const auto dialog = [this] { return window().findChild<ProgramDialog*>(); };
    focusTerminals();
    typeLine(fill);
    QTRY_VERIFY2_WITH_TIMEOUT(dialog(), qPrintable(screen()), 20'000);
    const auto what = childNamed<QLabel>(*dialog(), "what")->text();
    QVERIFY2(what.contains(u"https://git.example."_s) && what.contains(u"greeting"_s), qPrintable(what));
    takePicture(*dialog(), u"question-git"_s);
    childNamed<QLineEdit>(*dialog(), "username")->setText(u"ada"_s);
    childNamed<QLineEdit>(*dialog(), "secret")->setText(u"correct horse"_s);
    QTest::mouseClick(childNamed<QPushButton>(*dialog(), "accept"), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(screen().contains(u"username=ada\npassword=correct horse"_s), qPrintable(screen()),
                              20'000);
    QTRY_VERIFY(!dialog());
    // Refusing ends it at once; what gives up takes its question away.
    focusTerminals();
    typeLine(fill);
    QTRY_VERIFY2_WITH_TIMEOUT(dialog(), qPrintable(screen()), 20'000);
    QTest::mouseClick(childNamed<QPushButton>(*dialog(), "cancel"), Qt::LeftButton);
    QTRY_VERIFY(!dialog());
    QTRY_VERIFY2_WITH_TIMEOUT(screen().contains(u"declined to answer"_s), qPrintable(screen()), 20'000);
    focusTerminals();
    typeLine(u"clear; timeout 3 "_s + fill.mid(7).replace(u"printf"_s, u"sh -c \"printf"_s) + u"\""_s);
    QTRY_VERIFY2_WITH_TIMEOUT(dialog(), qPrintable(screen()), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog(), 20'000);
}

void WorkspaceTest::terminal_isLeftAndEnded()
{
    // Leaving a shell takes its terminal away.
    focusTerminals();
    typeLine(u"exit"_s);
    QTRY_COMPARE_WITH_TIMEOUT(inTerminals(u"document.querySelectorAll('.tab').length"_s).toInt(), 1, 20'000);
    // What is typed and not read is not lost in silence.
    focusTerminals();
    typeLine(u"stty raw -echo; echo $((40+2)) is deaf; sleep 1000"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(screen().contains(u"42 is deaf"_s), qPrintable(screen()), 20'000);
    inTerminals(uR"js((() => {
        const data = new DataTransfer();
        data.setData("text/plain", "x".repeat(65536));
        const into = document.querySelector(".screen:not([hidden]) textarea");
        for (let piece = 0; piece < 100; ++piece)
            into.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
    })(); 0)js"_s);
    const auto notice = [this] { return inTerminals(u"document.getElementById('notice').innerText"_s).toString(); };
    QTRY_VERIFY2_WITH_TIMEOUT(notice().contains(u"does not read what is typed"_s), qPrintable(notice()), 20'000);
    QVERIFY2(notice().contains(u"bytes did not reach it. Wait until it reads again"_s), qPrintable(notice()));
    takePicture(window(), u"workspace-terminal-deaf"_s);
    // Ending one from outside asks first.
    inTerminals(u"document.querySelector('.tab .away').click(); 0"_s);
    QTRY_VERIFY(inTerminals(u"!!document.querySelector('#notice .danger')"_s).toBool());
    // What goes wrong meanwhile is told afterwards.
    inTerminals(u"window.terminals.problem('Something else'); 0"_s);
    takePicture(window(), u"workspace-terminal-end"_s);
    inTerminals(u"document.querySelector('#notice .danger').click(); 0"_s);
    QTRY_VERIFY(!notice().isEmpty()); // the newest: more may have been refused since
    QTRY_VERIFY_WITH_TIMEOUT(inTerminals(u"!document.getElementById('empty').hidden"_s).toBool(), 20'000);
    takePicture(window(), u"workspace-terminal-none"_s);
    inTerminals(u"document.getElementById('hide').click(); 0"_s);
    QTRY_VERIFY(!page()->terminalsView()->isVisible());
}

void WorkspaceTest::stop_andOpenAgain()
{
    const auto id = window().shelf().records().first().id;
    window().stop(id);
    QTRY_COMPARE_WITH_TIMEOUT(page()->state(), desktop::values::WorkspaceState::Stopped, 30'000);
    takePicture(window(), u"stopped-real"_s);
    m_theme.setAppearance(desktop::look::Appearance::Dark);
    QTest::mouseClick(childNamed<QPushButton>(*page(), "retry"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(page()->state(), desktop::values::WorkspaceState::Running, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(page()->editor(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(
        inEditor(u"document.querySelector('.explorer-folders-view')?.innerText.includes('README.md') ?? false"_s)
            .toBool(),
        60'000);
    QTRY_VERIFY_WITH_TIMEOUT(editorIsDark(), 20'000);
    takePicture(window(), u"workspace-dark"_s);
}

void WorkspaceTest::cleanupTestCase()
{
    if (!m_composition)
        return;
    const auto records = m_composition->window().shelf().records();
    m_composition.reset();
    io::IoThread io;
    const auto here = std::make_shared<host::LocalHost>(io.executor());
    for (const auto& record : records)
        QVERIFY(workspaces::stopOnHost(io, here, record, {}).has_value());
}

} // namespace kalpana::test

int main(int argc, char** argv)
{
    QApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QApplication application(argc, argv);
    kalpana::desktop::look::Theme theme(application);
    QList<QUrl> handedOut;
    kalpana::desktop::web::ChromiumViews web([&](const QUrl& address) { handedOut << address; });
    kalpana::test::WorkspaceTest test(theme, web, handedOut);
    return QTest::qExec(&test, argc, argv);
}

#include "workspace_test.moc"
