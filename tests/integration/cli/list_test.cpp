#include "core/workspace/store.h"
#include "tests/integration/cli/kalpanactl.h"
#include "tests/support/temporary_folder.h"

#include <QDir>
#include <QTest>

#include <algorithm>
#include <sys/resource.h>

using namespace kalpana;
using namespace Qt::StringLiterals;
using test::kalpanactl;

namespace {

std::chrono::milliseconds processorTimeOfChildren()
{
    rusage used{};
    ::getrusage(RUSAGE_CHILDREN, &used);
    const auto of = [](const timeval& time) {
        return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
    };
    return std::chrono::duration_cast<std::chrono::milliseconds>(of(used.ru_utime) + of(used.ru_stime));
}

} // namespace

class ListTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void emptyDataFolder_saysHowToBegin_andPrintsNoResult()
    {
        const test::TemporaryFolder data;
        const auto ran = kalpanactl({u"list"_s, u"--data-dir"_s, data.path(u"new"_s)});
        QCOMPARE(ran.exitCode, 0);
        QCOMPARE(ran.out, "");
        QVERIFY2(ran.error.contains("kalpanactl up NAME --host HOST"), ran.error);
        QCOMPARE(kalpanactl({u"list"_s, u"--json"_s, u"--data-dir"_s, data.path(u"new"_s)}).out, "");
    }

    void workspaces_areListed_asTextAndAsObjects()
    {
        const test::TemporaryFolder data;
        auto store = workspace::Store::open(data.path()).value();
        const workspace::Record record{.id = u"api-0001"_s,
                                       .name = u"Api"_s,
                                       .host = u"dev@box:2222"_s,
                                       .folder = u"/srv/api"_s,
                                       .createdAt = QDateTime::currentDateTimeUtc()};
        QVERIFY(store.insert(record).has_value());
        const auto text = kalpanactl({u"list"_s, u"--data-dir"_s, data.path()});
        QVERIFY2(text.out.contains("Api   dev@box:2222  /srv/api  closed  never"), text.out);
        const auto object = kalpanactl({u"--json"_s, u"list"_s, u"--data-dir"_s, data.path()}).first("workspace"_L1);
        QCOMPARE(object.value("id"_L1), u"api-0001"_s);
        QCOMPARE(object.value("state"_L1), u"closed"_s);
        QVERIFY(object.value("lastUsedAt"_L1).isNull());
    }

    void databaseOfANewerVersion_isRefused_andNotTouched()
    {
        const test::TemporaryFolder data;
        QVERIFY(workspace::Store::open(data.path()).has_value());
        auto content = data.read(u"kalpana.db"_s);
        content[63] = 99;
        data.write(u"kalpana.db"_s, content);
        const auto ran = kalpanactl({u"list"_s, u"--data-dir"_s, data.path()});
        QCOMPARE(ran.exitCode, 10);
        QVERIFY2(ran.error.contains("newer version of Kalpana"), ran.error);
        QCOMPARE(data.read(u"kalpana.db"_s), content);
        QCOMPARE(QDir(data.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{u"kalpana.db"_s});
    }

    void damagedSettings_areNamed_butDoNotKeepTheListBack()
    {
        const test::TemporaryFolder data;
        const auto path = data.write(u"settings.json"_s, "{\n\"a\": }");
        QCOMPARE(kalpanactl({u"list"_s, u"--data-dir"_s, data.path()}).exitCode, 0);
        const auto ran = kalpanactl({u"up"_s, u"x"_s, u"--host"_s, u"local"_s, u"--data-dir"_s, data.path()});
        QCOMPARE(ran.exitCode, 10);
        QVERIFY2(ran.error.contains(path.toUtf8() + ":2:"), ran.error);
        QVERIFY2(ran.error.contains("`mv " + path.toUtf8() + ' ' + path.toUtf8() + ".damaged-1` sets it aside."),
                 ran.error);
        QCOMPARE(data.read(u"settings.json"_s), "{\n\"a\": }");
    }

    void list_takesAtMostFiftyMilliseconds_andLoadsNoGui()
    {
        const test::TemporaryFolder data;
        QVERIFY(workspace::Store::open(data.path()).has_value());
        // In processor time: list waits for nothing, and other programs of a busy machine must not fail it. The bench
        // has the clock's.
        auto fastest = std::chrono::milliseconds::max();
        for (int i = 0; i < 10; ++i) {
            const auto before = processorTimeOfChildren();
            QCOMPARE(kalpanactl({u"list"_s, u"--data-dir"_s, data.path()}).exitCode, 0);
            fastest = std::min(fastest, processorTimeOfChildren() - before);
        }
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        QVERIFY2(fastest <= std::chrono::milliseconds(50), qPrintable(QString::number(fastest.count())));
#endif
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"LD_TRACE_LOADED_OBJECTS"_s, u"1"_s);
        const auto libraries = kalpanactl({}, {}, environment).out;
        QVERIFY(libraries.contains("libQt6Core"));
        QVERIFY2(!libraries.contains("libQt6Gui"), libraries);
        QVERIFY(!libraries.contains("WebEngine"));
    }

    void wrongUsage_endsWithTwo_andTheNextStep()
    {
        const auto ran = kalpanactl({u"lst"_s});
        QCOMPARE(ran.exitCode, 2);
        QCOMPARE(ran.out, "");
        QVERIFY2(ran.error.contains("kalpanactl help"), ran.error);
        const auto json = kalpanactl({u"--json"_s, u"lst"_s}).first("error"_L1);
        QCOMPARE(json.value("code"_L1), u"usage"_s);
        QCOMPARE(json.value("exitCode"_L1), 2);
    }

    void unknownWorkspace_isNotFound_ofEveryCommandThatTakesOne()
    {
        const test::TemporaryFolder data;
        const QList<QStringList> commands{{u"open"_s, u"x"_s},
                                          {u"status"_s, u"x"_s},
                                          {u"logs"_s, u"x"_s},
                                          {u"exec"_s, u"x"_s, u"ls"_s},
                                          {u"forward"_s, u"x"_s, u"1:h:1"_s},
                                          {u"stop"_s, u"x"_s},
                                          {u"start"_s, u"x"_s},
                                          {u"delete"_s, u"x"_s, u"--yes"_s},
                                          {u"ask"_s, u"x"_s, u"hello"_s}};
        for (const auto& command : commands) {
            const auto ran = kalpanactl(command + QStringList{u"--data-dir"_s, data.path()});
            QCOMPARE(ran.exitCode, 3);
            QVERIFY2(ran.error.contains("\"x\""), ran.error);
        }
    }
};

QTEST_GUILESS_MAIN(ListTest)
#include "list_test.moc"
