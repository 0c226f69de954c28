#include "app/desktop/assembly/assembly.h"
#include "app/desktop/compose/composition.h"
#include "app/desktop/compose/options.h"
#include "app/desktop/look/theme.h"
#include "app/desktop/opened/editor_area.h"
#include "app/desktop/opened/workspace_page.h"
#include "app/desktop/web/chromium_views.h"
#include "remote/host/local_host.h"
#include "remote/workspaces/remote_state.h"
#include "tests/support/scripted_model_server.h"
#include "tests/support/signal_process.h"
#include "tests/support/temporary_folder.h"
#include "tests/ui/page_script.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QTest>
#include <QWindow>

namespace kalpana::test {

using namespace Qt::StringLiterals;

/// The chat and the real editor side by side: what one names, the other shows.
class EditorLinkTest final : public QObject {
    Q_OBJECT
public:
    EditorLinkTest(desktop::look::Theme& theme, desktop::views::WebViews& web) : m_theme(theme), m_web(web) {}

private:
    [[nodiscard]] desktop::window::MainWindow& window() const { return m_composition->window(); }
    [[nodiscard]] desktop::opened::WorkspacePage* page() const
    {
        return window().findChild<desktop::opened::WorkspacePage*>();
    }
    QVariant inEditor(const QString& code) { return evaluate(page()->editor()->view(), code); }
    QVariant inChat(const QString& code) { return evaluate(*page()->chatView(), code); }
    QVariant inTerminals(const QString& code) { return evaluate(*page()->terminalsView(), code); }
    QString textInChat(const QString& selector)
    {
        return inChat(u"document.querySelector('%1')?.innerText ?? ''"_s.arg(selector)).toString();
    }
    void click(const QString& selector) { inChat(u"document.querySelector('%1').click(); 0"_s.arg(selector)); }
    /// "README.md Ln 3, Col 1": the tab in front, and what the editor's status bar says.
    QString front()
    {
        return inEditor(
                   u"[...document.querySelectorAll('.tabs-container .tab.active, .statusbar-item')].map(e => e.textContent).join(' ').replaceAll('\u00a0', ' ')"_s)
            .toString();
    }
    bool shows(const QString& name, const QString& place)
    {
        const auto now = front();
        return now.contains(name) && now.contains(place);
    }
    void send(const QString& words)
    {
        inChat(
            u"(() => { const p = document.getElementById('prompt'); p.value = '%1'; p.dispatchEvent(new Event('input')); document.getElementById('send').click(); })(); 0"_s
                .arg(words));
    }
    void focusEditor()
    {
        const auto hasFocus = [this] {
            if (inEditor(u"document.hasFocus() && !!document.activeElement?.closest('.monaco-editor')"_s).toBool())
                return true;
            window().activateWindow();
            page()->editor()->setFocus();
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasFocus(), 20'000);
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(window().windowHandle(), key, modifiers);
    }

    desktop::look::Theme& m_theme;
    desktop::views::WebViews& m_web;
    TemporaryFolder m_folder;
    std::unique_ptr<ScriptedModelServer> m_model;
    std::unique_ptr<desktop::compose::Composition> m_composition;

private Q_SLOTS:
    void initTestCase();
    void aPathInTheChat_isOpenedAtItsLine();
    void whatCannotBeOpened_isSaid();
    void aToolsFile_isOpenedFromItsCard_andPathsInItsOutput();
    void codeIsInserted_atTheCursor();
    void whatTheEditorShows_goesWithAMessage_ifTicked();
    void aCommand_isPutIntoATerminal_andNotRun();
    void severalLines_waitForEnter_too();
    void aBridgeThatIsReplaced_isJoinedAgain();
    void theEditor_isAsItWas();
    void cleanupTestCase();
};

void EditorLinkTest::initTestCase()
{
    const auto archive = qEnvironmentVariable("KALPANA_TEST_CODE_SERVER");
    if (archive.isEmpty())
        QFAIL("KALPANA_TEST_CODE_SERVER names no archive of code-server: ./dev test sets it");
    qputenv("KALPANA_BRIDGE_DIR", KALPANA_BIN_DIR);
    QProcess::execute(u"cp"_s, {u"-r"_s, QStringLiteral(KALPANA_SOURCE_DIR "/tests/support/demo/repository"),
                                m_folder.path(u"greeting"_s)});
    // It names files in all the ways that models do, one of them not there and one not the workspace's.
    QFile script(QStringLiteral(KALPANA_SOURCE_DIR "/tests/ui/editor_link_model.json"));
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

    QTest::mouseClick(childNamed<QPushButton>(window(), "first"), Qt::LeftButton);
    QTest::keyClicks(childNamed<QLineEdit>(window(), "folder"), m_folder.path(u"greeting"_s));
    QTest::mouseClick(childNamed<QPushButton>(window(), "create"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(page() && page()->state() == desktop::values::WorkspaceState::Running, 150'000);
    QTRY_VERIFY_WITH_TIMEOUT(page()->editor() && page()->chatView(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(inChat(u"document.documentElement?.dataset.ready === 'true'"_s).toBool(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(
        inEditor(u"document.querySelector('.explorer-folders-view')?.innerText.includes('README.md') ?? false"_s)
            .toBool(),
        90'000);
    send(u"Where is it? See README.md:3."_s);
    QTRY_VERIFY_WITH_TIMEOUT(inChat(u"!!document.querySelector('.approval .choices')"_s).toBool(), 30'000);
}

void EditorLinkTest::aPathInTheChat_isOpenedAtItsLine()
{
    QCOMPARE(
        inChat(
            u"[...document.querySelectorAll('.answer .place')].map(e => [e.innerText, e.dataset.path, e.dataset.line].join(' ')).join('|')"_s)
            .toString(),
        u"src/greeting.py:2 src/greeting.py 2|its tests tests/test_greeting.py 6|no/such.py:4 no/such.py 4|/etc/passwd:1 /etc/passwd 1"_s);
    // The editor may still be on its way: it says so until it is there.
    QElapsedTimer sinceClick;
    const auto opened = [&](const QString& selector, const QString& tab, const QString& place) {
        if (shows(tab, place))
            return true;
        if (!sinceClick.isValid() || sinceClick.elapsed() > 4000) { // as often as a user would
            click(selector);
            sinceClick.start();
        }
        return false;
    };
    QTRY_VERIFY2_WITH_TIMEOUT(opened(u".answer code .place"_s, u"greeting.py"_s, u"Ln 2, Col 1"_s), qPrintable(front()),
                              60'000);
    // By the keyboard, and the keyboard goes with it.
    const auto chatHasFocus = [this] {
        inChat(u"document.querySelector('.answer span.file.place').focus(); 0"_s);
        if (inChat(u"document.hasFocus() && document.activeElement.matches('.place')"_s).toBool())
            return true;
        window().activateWindow();
        page()->chatView()->setFocus();
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(chatHasFocus(), 20'000);
    press(Qt::Key_Return);
    QTRY_VERIFY2_WITH_TIMEOUT(shows(u"test_greeting.py"_s, u"Ln 6, Col 1"_s), qPrintable(front()), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(inEditor(u"document.hasFocus()"_s).toBool(), 20'000);
    // What the user wrote counts as well.
    click(u".user .place"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(shows(u"README.md"_s, u"Ln 3, Col 1"_s), qPrintable(front()), 20'000);
    takePicture(window(), u"editor-link"_s);
}

void EditorLinkTest::whatCannotBeOpened_isSaid()
{
    click(u".answer .place[data-path^=no]"_s);
    QTRY_VERIFY_WITH_TIMEOUT(textInChat(u"#notice"_s).contains(u"no/such.py was not found"_s), 20'000);
    takePicture(*page()->chatView(), u"editor-link-missing"_s);
    click(u".answer .place[data-path^=\"/etc\"]"_s);
    QTRY_VERIFY_WITH_TIMEOUT(textInChat(u"#notice"_s).contains(u"outside the workspace"_s), 20'000);
    QVERIFY2(front().contains(u"README.md"_s), qPrintable(front()));
}

void EditorLinkTest::aToolsFile_isOpenedFromItsCard_andPathsInItsOutput()
{
    click(u".card[data-tool=search] summary"_s);
    QTRY_VERIFY(inChat(u"!!document.querySelector('.card[data-tool=search] .block .place')"_s).toBool());
    const auto first = u".card[data-tool=search] .block .place[data-path$=\"greeting.py\"]"_s;
    QCOMPARE(inChat(u"document.querySelector('%1').dataset.line"_s.arg(first)).toString(), u"1"_s);
    click(first);
    QTRY_VERIFY2_WITH_TIMEOUT(shows(u"greeting.py"_s, u"Ln 1, Col 1"_s), qPrintable(front()), 20'000);
}

void EditorLinkTest::codeIsInserted_atTheCursor()
{
    click(u".answer figure:first-of-type .insert"_s);
    const auto hasIt = [this] {
        return m_folder.read(u"greeting/src/greeting.py"_s).startsWith("# put in by the chat\n");
    };
    QTRY_VERIFY_WITH_TIMEOUT(
        inEditor(
            u"document.querySelector('.view-lines').innerText.replaceAll('\\u00a0', ' ').includes('# put in by the chat')"_s)
            .toBool(),
        20'000);
    QTRY_VERIFY_WITH_TIMEOUT(hasIt(), 20'000); // the editor saves by itself
    // In place of what is selected.
    focusEditor();
    press(Qt::Key_Home, Qt::ControlModifier);
    press(Qt::Key_Down, Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(textInChat(u".context"_s).contains(u"greeting.py:1"_s), 20'000);
    click(u".answer figure:first-of-type .insert"_s);
    QTRY_VERIFY_WITH_TIMEOUT(textInChat(u".context .what"_s).endsWith(u"greeting.py"_s), 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(m_folder.read(u"greeting/src/greeting.py"_s).count("put in by the chat"), 1, 20'000);
}

void EditorLinkTest::whatTheEditorShows_goesWithAMessage_ifTicked()
{
    inChat(u"document.querySelector('.approval [data-decision=no]').click(); 0"_s);
    QTRY_VERIFY_WITH_TIMEOUT(inChat(u"!document.querySelector('#transcript.busy')"_s).toBool(), 30'000);
    focusEditor();
    press(Qt::Key_Home, Qt::ControlModifier);
    press(Qt::Key_Down, Qt::ShiftModifier);
    press(Qt::Key_Down, Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(textInChat(u".context .what"_s), u"Include greeting.py:1-2"_s, 20'000);
    QVERIFY(!inChat(u"document.querySelector('.context input').checked"_s).toBool());
    click(u".context input"_s);
    takePicture(window(), u"editor-link-context"_s);
    send(u"Explain this."_s);
    QTRY_VERIFY_WITH_TIMEOUT(textInChat(u".said:last-of-type, .attached"_s).contains(u"@src/greeting.py:1-2"_s),
                             20'000);
    const auto sent = [this] {
        const auto requests = m_model->requests();
        return requests.isEmpty() ? QByteArray() : QJsonDocument(requests.last().body).toJson(QJsonDocument::Compact);
    };
    QTRY_VERIFY_WITH_TIMEOUT(sent().contains("[src/greeting.py, lines 1 to 2]\\n# put in by the chat\\n"), 20'000);
    QVERIFY(inChat(u"document.querySelector('.context input').checked"_s).toBool()); // for this chat
    takePicture(*page()->chatView(), u"editor-link-attached"_s);
    QTRY_VERIFY_WITH_TIMEOUT(inChat(u"!!document.querySelector('.approval .choices')"_s).toBool(), 30'000);
    inChat(u"document.getElementById('new-chat').click(); 0"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!inChat(u"document.querySelector('.context input').checked"_s).toBool(), 20'000);
    inChat(u"document.getElementById('chats-button').click(); 0"_s);
    QTRY_VERIFY(inChat(u"!!document.querySelector('#chats-list li')"_s).toBool());
    inChat(u"document.querySelector('#chats-list li button').click(); 0"_s);
    QTRY_VERIFY_WITH_TIMEOUT(inChat(u"document.querySelector('.context input').checked"_s).toBool(), 20'000);
}

void EditorLinkTest::aCommand_isPutIntoATerminal_andNotRun()
{
    const auto screen = [this] { return inTerminals(u"window.terminals?.text ?? ''"_s).toString(); };
    QTRY_VERIFY_WITH_TIMEOUT(inChat(u"!!document.querySelector('.approval header .to-terminal')"_s).toBool(), 30'000);
    click(u".approval header .to-terminal"_s);
    QTRY_VERIFY_WITH_TIMEOUT(page()->terminalsView(), 5'000);
    QTRY_VERIFY2_WITH_TIMEOUT(screen().contains(u"printf 'one two' > ran"_s), qPrintable(screen()), 30'000);
    QCOMPARE(inTerminals(u"document.querySelectorAll('.tab').length"_s).toInt(), 1);
    takePicture(window(), u"editor-link-terminal"_s);
    // A block of the answer goes into a terminal of its own; only Enter runs it.
    click(u".answer figure .to-terminal"_s);
    QTRY_COMPARE_WITH_TIMEOUT(inTerminals(u"document.querySelectorAll('.tab').length"_s).toInt(), 2, 20'000);
    QTRY_VERIFY2_WITH_TIMEOUT(screen().contains(u"echo \"from the $((6*7))\""_s), qPrintable(screen()), 30'000);
    QVERIFY(!screen().contains(u"from the 42"_s));
    QVERIFY(!QFile::exists(m_folder.path(u"greeting/ran"_s)));
    const auto hasFocus = [this] {
        if (inTerminals(u"document.hasFocus()"_s).toBool())
            return true;
        window().activateWindow();
        page()->terminalsView()->setFocus();
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasFocus(), 20'000);
    inTerminals(u"window.terminals.focus(); 0"_s);
    press(Qt::Key_Return);
    QTRY_VERIFY2_WITH_TIMEOUT(screen().contains(u"from the 42"_s), qPrintable(screen()), 20'000);
}

void EditorLinkTest::severalLines_waitForEnter_too()
{
    const auto screen = [this] { return inTerminals(u"window.terminals?.text ?? ''"_s).toString(); };
    const auto before = inTerminals(u"document.querySelectorAll('.tab').length"_s).toInt();
    // What would end the paste, or be a key, is no part of a command.
    inTerminals(
        u"window.terminals.propose('echo first-$((1+1))\\necho \\u001b[201~\\u0003second-$((1+2))\\n\\n'); 0"_s);
    QTRY_COMPARE_WITH_TIMEOUT(inTerminals(u"document.querySelectorAll('.tab').length"_s).toInt(), before + 1, 20'000);
    QTRY_VERIFY2_WITH_TIMEOUT(screen().contains(u"second-$((1+2))"_s), qPrintable(screen()), 30'000);
    QVERIFY2(!screen().contains(u"first-2"_s) && !screen().contains(u"second-3"_s), qPrintable(screen()));
}

void EditorLinkTest::aBridgeThatIsReplaced_isJoinedAgain()
{
    QTRY_VERIFY(inChat(u"!!document.querySelector('.context:not([hidden])')"_s).toBool());
    const auto id = window().shelf().records().first().id.toUtf8();
    int bridges = 0;
    for (const auto& entry : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        QFile file(u"/proc/%1/cmdline"_s.arg(entry));
        const auto line = file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
        if (!line.contains("kalpana-bridge") || !line.contains("serve") || !line.contains(id))
            continue;
        signalProcess(entry.toInt(), SIGKILL);
        ++bridges;
    }
    QCOMPARE(bridges, 1);
    QTRY_VERIFY_WITH_TIMEOUT(!inChat(u"!!document.querySelector('.context:not([hidden])')"_s).toBool(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(inChat(u"!!document.querySelector('.context:not([hidden])')"_s).toBool(), 60'000);
    click(u".user .place"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(shows(u"README.md"_s, u"Ln 3, Col 1"_s), qPrintable(front()), 20'000);
}

/// Nothing asks for a reload, and the user's extensions are the user's.
void EditorLinkTest::theEditor_isAsItWas()
{
    QCOMPARE(inEditor(u"document.querySelectorAll('.notification-toast').length"_s).toInt(), 0);
    QDirIterator lists(qEnvironmentVariable("HOME"), {u"extensions.json"_s}, QDir::Files | QDir::Hidden,
                       QDirIterator::Subdirectories);
    while (lists.hasNext()) {
        QFile list(lists.next());
        QVERIFY(list.open(QFile::ReadOnly));
        QVERIFY2(!list.readAll().contains("editor-link"), qPrintable(list.fileName()));
    }
}

void EditorLinkTest::cleanupTestCase()
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
    kalpana::desktop::web::ChromiumViews web;
    kalpana::test::EditorLinkTest test(theme, web);
    return QTest::qExec(&test, argc, argv);
}

#include "editor_link_test.moc"
