#include "app/desktop/background/background.h"
#include "app/desktop/review/diff_view.h"
#include "app/desktop/review/file_list.h"
#include "app/desktop/review/review_page.h"
#include "core/settings/settings.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "remote/workspaces/bridge_tools.h"
#include "tests/support/test_bridge.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

namespace kalpana::test {

using namespace Qt::StringLiterals;
using desktop::look::Appearance;
using desktop::review::DiffView;
using desktop::review::FileList;
using desktop::review::ReviewPage;

/// The review of what a turn changed, over a real bridge and real files.
class ReviewTest final : public QObject {
    Q_OBJECT
public:
    explicit ReviewTest(desktop::look::Theme& theme) : m_theme(theme) {}

private:
    struct Box {
        Box();
        ~Box();
        void write(const QString& below, const QByteArray& bytes) const
        {
            bridge.folder().write(u"root/"_s + below, bytes);
        }
        QByteArray read(const QString& below) const { return bridge.folder().read(u"root/"_s + below); }
        /// A small project, as it was, and as a turn left it.
        void turn();
        void open(const QString& path = {});
        QPushButton& button(const char* name) const { return *childNamed<QPushButton>(*page, name); }
        QString text(const char* name) const { return childNamed<QLabel>(*page, name)->text(); }
        DiffView& diff() const { return *childNamed<DiffView>(*page, "diff"); }
        FileList& files() const { return *childNamed<FileList>(*page, "reviewFiles"); }
        /// Waits until the file is there to be looked at.
        void waitFor(const QByteArray& path) const;
        QPushButton* hunkButton(const char* name) const;
        void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const { QTest::keyClick(&diff(), key, modifiers); }

        TestBridge bridge;
        io::IoThread io;
        host::LocalHost host{io.executor()};
        std::shared_ptr<workspaces::Line> line = std::make_shared<workspaces::Line>(io.executor());
        TemporaryFolder data;
        settings::Settings settings = settings::Settings::load(data.path()).value();
        std::shared_ptr<workspaces::BridgeTools> tools = std::make_shared<workspaces::BridgeTools>(io, line, settings);
        desktop::background::Background background;
        bool connected = true;
        std::unique_ptr<ReviewPage> page;
        desktop::review::Range range;
    };

    desktop::look::Theme& m_theme;

private Q_SLOTS:
    void initTestCase_data();
    void aTurn_isListed_andShownByLine();
    void hunks_areKeptAndReverted_byKeysAndButtons();
    void whatWasChangedSince_isAConflict_andStays();
    void aFileThatChangesMeanwhile_isNotWrittenOver();
    void wholeFiles_comeAndGo();
    void all_isReverted_andThatIsUndone();
    void aCheckpoint_isPreviewed_goneBackTo_andThatIsUndone();
    void withoutALine_aSentenceSaysSo_andItIsTriedAgain();
    void otherEncodingsAndLineEnds_areShown_andGoBackToTheByte();
    void aLargeFile_leavesTheWindowResponsive();
};

ReviewTest::Box::Box()
{
    auto stream = io.run(host.openSocket(bridge.socket()));
    QVERIFY(stream.has_value());
    const auto client =
        io.run(bridge::client::Client::connect(std::move(*stream), Secret(std::string_view(bridge.token()))));
    QVERIFY(client.has_value());
    line->set({.host = nullptr, .client = *client, .ideSocket = {}});
}

ReviewTest::Box::~Box()
{
    page.reset();
    tools.reset();
    line->finish({ErrorCode::Cancelled, u"The workspace was closed."_s});
    line->clear({ErrorCode::Cancelled, u"The workspace was closed."_s});
}

void ReviewTest::Box::turn()
{
    QByteArray before(
        "#include <string>\n\n/// Says hello.\nstd::string greet(const std::string& name)\n{\n    return \"Hello, \" "
        "+ name;\n}\n\n");
    for (int i = 0; i < 30; ++i)
        before += "int number" + QByteArray::number(i) + "()\n{\n    return " + QByteArray::number(i) + ";\n}\n\n";
    write(u"src/greeting.cpp"_s, before);
    write(u"src/gone.py"_s, "def gone():\n    return 1\n");
    write(u"docs/a/long/folder/name/of/a/guide/old-name.md"_s, "# A guide\n\nWith words.\n");
    write(u"logo.png"_s, QByteArray(64, '\0'));
    write(u"run.sh"_s, "#!/bin/sh\necho hi\n");
    range.before = tools->take(u"Before “Make the greeting friendlier.”"_s, {}).value().id;
    auto after = before;
    after.replace("return \"Hello, \" + name;", "return \"Hello, dear \" + name + \"!\";");
    after.replace("    return 7;\n", "    // Lucky.\n    const int lucky = 7;\n    return lucky;\n");
    after.replace("int number20()\n{\n    return 20;\n}\n\n", "");
    write(u"src/greeting.cpp"_s, after);
    QFile::remove(bridge.root() + u"/src/gone.py"_s);
    write(u"src/new_file.py"_s, "import sys\n\n\ndef main() -> int:\n    \"\"\"Says it.\"\"\"\n    print(\"hello\", "
                                "file=sys.stderr)\n    return 0\n");
    write(u"docs/guide.md"_s, "# A guide\n\nWith words.\n");
    QFile::remove(bridge.root() + u"/docs/a/long/folder/name/of/a/guide/old-name.md"_s);
    write(u"logo.png"_s, QByteArray(80, '\0'));
    QFile(bridge.root() + u"/run.sh"_s).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    range.after = tools->take(u"After “Make the greeting friendlier.”"_s, {}).value().id;
}

void ReviewTest::Box::open(const QString& path)
{
    page = std::make_unique<ReviewPage>(desktop::review::ReviewServices{
        .background = background, .tools = [this] { return connected ? tools : nullptr; }});
    page->resize(1000, 680);
    page->show();
    page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(page.get()));
    page->showTurn(range, path);
}

void ReviewTest::Box::waitFor(const QByteArray& path) const
{
    QTRY_COMPARE_WITH_TIMEOUT(files().chosen(), path, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!text("reviewFileNotice").startsWith(u"Reading"_s) && button("reviewKeepAll").isEnabled(),
                             20'000);
}

QPushButton* ReviewTest::Box::hunkButton(const char* name) const
{
    for (auto* one : diff().findChildren<QPushButton*>(QString::fromLatin1(name)))
        if (one->isVisible())
            return one;
    return nullptr;
}

void ReviewTest::initTestCase_data()
{
    addLooks();
}

#define ONCE                                                                                                           \
    QFETCH_GLOBAL(Appearance, look);                                                                                   \
    if (look != Appearance::Light)                                                                                     \
    return

void ReviewTest::aTurn_isListed_andShownByLine()
{
    const auto suffix = followLook(m_theme).suffix;
    Box box;
    box.turn();
    box.open(u"src/greeting.cpp"_s);
    takePicture(*box.page, u"review-loading"_s + suffix);
    box.waitFor("src/greeting.cpp");
    QCOMPARE(box.files().model()->rowCount(), 6);
    QVERIFY(box.text("reviewCounts").contains(u"6 "_s));
    QCOMPARE(box.diff().hunk(), 0);
    takePicture(*box.page, u"review-unified"_s + suffix);
    QVERIFY(box.diff().accessibleDescription().startsWith(u"Change 1 of 3.\nBefore:     return \"Hello, \" + name;"_s));
    box.key(Qt::Key_S);
    QVERIFY(box.button("reviewSideBySide").isChecked());
    takePicture(*box.page, u"review-side-by-side"_s + suffix);
    box.page->resize(480, 720);
    takePicture(*box.page, u"review-narrow"_s + suffix);
    box.page->resize(1000, 680);
    for (const auto& [path, words] : {std::pair{"logo.png", u"is no text"_s}, std::pair{"run.sh", u"executable"_s},
                                      std::pair{"docs/guide.md", u"Renamed from docs/a/long"_s}}) {
        box.files().choose(path);
        box.waitFor(path);
        QTRY_VERIFY2(box.text("reviewFileNotice").contains(words), qPrintable(box.text("reviewFileNotice")));
    }
    takePicture(*box.page, u"review-renamed"_s + suffix);
    QSignalSpy closed(box.page.get(), &ReviewPage::closeRequested);
    box.key(Qt::Key_Escape);
    QCOMPARE(closed.size(), 1);
}

void ReviewTest::hunks_areKeptAndReverted_byKeysAndButtons()
{
    ONCE;
    Box box;
    box.turn();
    const auto left = box.read(u"src/greeting.cpp"_s);
    box.open(u"src/greeting.cpp"_s);
    box.waitFor("src/greeting.cpp");
    box.key(Qt::Key_K);
    QTRY_COMPARE(box.diff().hunk(), 1);
    box.key(Qt::Key_P);
    QCOMPARE(box.diff().hunk(), 0);
    QTest::mouseClick(box.hunkButton("hunkRevert"), Qt::LeftButton);
    QTRY_VERIFY(box.read(u"src/greeting.cpp"_s).contains("return \"Hello, \" + name;"));
    QTRY_VERIFY(box.hunkButton("hunkPutBack"));
    QVERIFY(box.read(u"src/greeting.cpp"_s).contains("lucky"));
    box.key(Qt::Key_R);
    QTRY_COMPARE(box.read(u"src/greeting.cpp"_s), left);
    box.key(Qt::Key_N);
    box.key(Qt::Key_N);
    QCOMPARE(box.diff().hunk(), 2);
    QTRY_VERIFY(box.button("reviewKeepAll").isEnabled());
    box.key(Qt::Key_R);
    QTRY_VERIFY(box.read(u"src/greeting.cpp"_s).contains("number20"));
    QTRY_VERIFY(box.button("reviewKeepAll").isEnabled());
    QSignalSpy told(box.page.get(), &ReviewPage::wentBack);
    box.key(Qt::Key_Escape);
    QCOMPARE(told.size(), 1); // once, for all that was done by hunk
    QCOMPARE(told[0][0].value<agent::CheckpointRestored>().files, QStringList{u"src/greeting.cpp"_s});
}

void ReviewTest::whatWasChangedSince_isAConflict_andStays()
{
    const auto suffix = followLook(m_theme).suffix;
    Box box;
    box.turn();
    auto mine = box.read(u"src/greeting.cpp"_s);
    mine.replace("Hello, dear ", "Good morning, ").replace("int number29", "int mine29");
    box.write(u"src/greeting.cpp"_s, mine);
    box.write(u"src/new_file.py"_s, "mine\n");
    box.open(u"src/greeting.cpp"_s);
    box.waitFor("src/greeting.cpp");
    const auto labels = box.diff().findChildren<QLabel*>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel* one) { return one->text().startsWith(u"Changed since"_s); }));
    takePicture(*box.page, u"review-conflict"_s + suffix);
    QTest::mouseClick(&box.button("reviewRevertAll"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(box.text("reviewNotice").contains(u"src/new_file.py"_s), 20'000);
    box.waitFor("src/greeting.cpp");
    const auto now = box.read(u"src/greeting.cpp"_s);
    QVERIFY(now.contains("Good morning, "));
    QVERIFY(now.contains("mine29"));
    QVERIFY(!now.contains("lucky") && now.contains("number20"));
    QCOMPARE(box.read(u"src/new_file.py"_s), QByteArray("mine\n"));
    QVERIFY(box.read(u"src/gone.py"_s).contains("return 1"));
    takePicture(*box.page, u"review-conflict-reverted"_s + suffix);
    QTest::mouseClick(&box.button("reviewUndo"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(box.read(u"src/greeting.cpp"_s), mine, 20'000);
}

void ReviewTest::aFileThatChangesMeanwhile_isNotWrittenOver()
{
    ONCE;
    Box box;
    box.turn();
    box.open(u"src/greeting.cpp"_s);
    box.waitFor("src/greeting.cpp");
    const auto mine = "// mine\n" + box.read(u"src/greeting.cpp"_s);
    box.write(u"src/greeting.cpp"_s, mine);
    box.key(Qt::Key_R);
    QTRY_VERIFY(box.text("reviewNotice").contains(u"Nothing was written"_s));
    QCOMPARE(box.read(u"src/greeting.cpp"_s), mine);
    box.waitFor("src/greeting.cpp");
    QTRY_VERIFY(box.hunkButton("hunkRevert")); // it was looked at again, and stands
    box.key(Qt::Key_R);
    QTRY_VERIFY(box.read(u"src/greeting.cpp"_s).contains("return \"Hello, \" + name;"));
    QVERIFY(box.read(u"src/greeting.cpp"_s).startsWith("// mine\n"));
}

void ReviewTest::wholeFiles_comeAndGo()
{
    ONCE;
    Box box;
    box.turn();
    box.open(u"src/new_file.py"_s);
    box.waitFor("src/new_file.py");
    box.key(Qt::Key_R, Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(box.bridge.root() + u"/src/new_file.py"_s), 20'000);
    box.waitFor("src/new_file.py");
    QTRY_COMPARE(box.button("reviewFileButton").text(), u"Put file back"_s);
    box.key(Qt::Key_R, Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(box.read(u"src/new_file.py"_s).contains("import sys"), 20'000);
    for (const auto* path : {"logo.png", "docs/guide.md"}) {
        box.waitFor(box.files().chosen());
        box.files().choose(path);
        box.waitFor(path);
        box.key(Qt::Key_R, Qt::ShiftModifier);
        QTRY_VERIFY2_WITH_TIMEOUT(box.button("reviewFileButton").text() == u"Put file back"_s,
                                  qPrintable(box.text("reviewNotice")), 8'000);
    }
    QCOMPARE(box.read(u"logo.png"_s).size(), 64);
    QVERIFY(QFile::exists(box.bridge.root() + u"/docs/a/long/folder/name/of/a/guide/old-name.md"_s));
    QVERIFY(!QFile::exists(box.bridge.root() + u"/docs/guide.md"_s));
}

void ReviewTest::all_isReverted_andThatIsUndone()
{
    const auto suffix = followLook(m_theme).suffix;
    Box box;
    box.turn();
    const auto left = box.read(u"src/greeting.cpp"_s);
    box.open();
    box.waitFor("docs/guide.md");
    QSignalSpy told(box.page.get(), &ReviewPage::wentBack);
    QTest::mouseClick(&box.button("reviewRevertAll"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(box.read(u"src/gone.py"_s).contains("return 1"), 20'000);
    box.waitFor("docs/guide.md");
    QCOMPARE(told.size(), 1);
    QCOMPARE(told[0][0].value<agent::CheckpointRestored>().to, box.range.before);
    QCOMPARE(told[0][0].value<agent::CheckpointRestored>().since, box.range.after);
    takePicture(*box.page, u"review-reverted"_s + suffix);
    QVERIFY(box.button("reviewUndo").isVisible());
    QVERIFY(!box.read(u"src/greeting.cpp"_s).contains("dear"));
    QTest::mouseClick(&box.button("reviewUndo"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(box.read(u"src/greeting.cpp"_s), left, 20'000);
    box.waitFor("docs/guide.md");
    QVERIFY(box.read(u"src/new_file.py"_s).contains("import sys"));
}

void ReviewTest::aCheckpoint_isPreviewed_goneBackTo_andThatIsUndone()
{
    const auto suffix = followLook(m_theme).suffix;
    Box box;
    box.turn();
    box.write(u"later.txt"_s, "written later\n");
    box.open();
    box.waitFor("docs/guide.md");
    QTest::mouseClick(&box.button("reviewCheckpoints"), Qt::LeftButton);
    auto* menu = childNamed<QMenu>(*box.page, "reviewCheckpointMenu");
    QTRY_VERIFY(!menu->actions().isEmpty() && menu->actions().last()->text().contains(u"Before “Make"_s));
    takePicture(*menu, u"review-checkpoints"_s + suffix);
    menu->actions().last()->trigger();
    menu->close();
    QTRY_VERIFY_WITH_TIMEOUT(box.button("reviewGo").isVisible() && box.button("reviewGo").isEnabled(), 20'000);
    QTRY_COMPARE(box.files().model()->rowCount(), 7);
    box.files().choose("src/greeting.cpp");
    QTRY_VERIFY(box.diff().hunk() == 0 && !box.text("reviewFileNotice").startsWith(u"Reading"_s));
    QVERIFY(!box.hunkButton("hunkRevert"));
    takePicture(*box.page, u"review-preview"_s + suffix);
    QVERIFY(QFile::exists(box.bridge.root() + u"/later.txt"_s)); // nothing has happened yet
    box.write(u"run.sh"_s, "mine, since the preview\n");
    QTest::mouseClick(&box.button("reviewGo"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(box.bridge.root() + u"/later.txt"_s), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(box.text("reviewNotice").contains(u"run.sh"_s), 20'000);
    QCOMPARE(box.read(u"run.sh"_s), QByteArray("mine, since the preview\n"));
    QTRY_VERIFY_WITH_TIMEOUT(box.button("reviewGo").isEnabled(), 20'000); // it would go now: it is shown anew
    QCOMPARE(box.files().model()->rowCount(), 1);
    takePicture(*box.page, u"review-preview-conflict"_s + suffix);
    QTest::mouseClick(&box.button("reviewGo"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(box.text("reviewState").contains(u"nothing to go back to"_s), 20'000);
    takePicture(*box.page, u"review-gone-back"_s + suffix);
    QTest::mouseClick(&box.button("reviewUndo"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(box.read(u"run.sh"_s), QByteArray("mine, since the preview\n"), 20'000);
}

void ReviewTest::withoutALine_aSentenceSaysSo_andItIsTriedAgain()
{
    const auto suffix = followLook(m_theme).suffix;
    Box box;
    box.turn();
    box.connected = false;
    box.open();
    QTRY_VERIFY(box.text("reviewState").contains(u"not connected"_s));
    takePicture(*box.page, u"review-error"_s + suffix);
    box.connected = true;
    box.line->clear({ErrorCode::ConnectionLost, u"The line is down."_s});
    QTest::mouseClick(&box.button("reviewRetry"), Qt::LeftButton);
    QTRY_COMPARE(box.text("reviewState"), u"The line is down."_s);
}

void ReviewTest::otherEncodingsAndLineEnds_areShown_andGoBackToTheByte()
{
    const auto suffix = followLook(m_theme).suffix;
    Box box;
    const QByteArray latin("caf\xe9\nsame\n");
    const QByteArray crlf("one\r\ntwo\r\nthree\r\n");
    box.write(u"latin.txt"_s, latin);
    box.write(u"crlf.txt"_s, crlf);
    box.write(u"hidden.py"_s, "access = 'user'\n");
    box.range.before = box.tools->take(u"before"_s, {}).value().id;
    box.write(u"latin.txt"_s, "caf\xe9s\nsame\n");
    box.write(u"crlf.txt"_s, "one\ntwo\nthree");
    box.write(u"hidden.py"_s, "access = 'user\u202e \u2066# only the admin\u2069 \u2066'\n");
    box.range.after = box.tools->take(u"after"_s, {}).value().id;
    box.open(u"crlf.txt"_s);
    box.waitFor("crlf.txt");
    takePicture(*box.page, u"review-line-ends"_s + suffix);
    box.key(Qt::Key_R);
    QTRY_COMPARE(box.read(u"crlf.txt"_s), crlf);
    QTRY_VERIFY(box.button("reviewKeepAll").isEnabled());
    box.files().choose("hidden.py");
    box.waitFor("hidden.py");
    takePicture(*box.page, u"review-hidden-signs"_s + suffix);
    box.files().choose("latin.txt");
    box.waitFor("latin.txt");
    QTRY_VERIFY(box.text("reviewFileNotice").contains(u"is not UTF-8"_s));
    QVERIFY(!box.hunkButton("hunkRevert"));
    box.key(Qt::Key_R, Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(box.read(u"latin.txt"_s), latin, 20'000);
}

void ReviewTest::aLargeFile_leavesTheWindowResponsive()
{
    ONCE;
    Box box;
    QByteArray before;
    for (int i = 0; i < 50'000; ++i)
        before +=
            "int value" + QByteArray::number(i) + " = compute(" + QByteArray::number(i * 7) + "); // a line of code\n";
    box.write(u"large.cpp"_s, before);
    box.range.before = box.tools->take(u"before"_s, {}).value().id;
    auto after = before;
    after.replace("compute(7", "other(7");
    box.write(u"large.cpp"_s, after);
    box.write(u"new.cpp"_s, before);
    box.range.after = box.tools->take(u"after"_s, {}).value().id;
    qint64 longest = 0;
    QElapsedTimer clock;
    QTimer beat;
    beat.setInterval(5);
    connect(&beat, &QTimer::timeout, this, [&] { longest = std::max(longest, clock.restart()); });
    box.open(u"large.cpp"_s);
    clock.start();
    beat.start();
    box.waitFor("large.cpp");
    QVERIFY(box.diff().hunk() == 0);
    box.key(Qt::Key_S);
    box.files().choose("new.cpp");
    box.waitFor("new.cpp");
    auto* bar = box.diff().verticalScrollBar();
    for (int i = 0; i <= 20; ++i) {
        bar->setValue(bar->maximum() * i / 20);
        QCoreApplication::processEvents();
    }
    beat.stop();
    qInfo("the longest time without an answer: %lld ms", longest);
    QVERIFY(longest < 500);
}

} // namespace kalpana::test

int main(int argc, char** argv)
{
    return kalpana::test::runWithTheme<kalpana::test::ReviewTest>(argc, argv);
}
#include "review_test.moc"
