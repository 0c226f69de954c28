#include "remote/bridge/server/files/folder_watch.h"
#include "remote/bridge/server/files/walk.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <fcntl.h>
#include <poll.h>
#include <set>
#include <thread>
#include <unistd.h>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

namespace {

/// A watch, and what somebody knows who hears nothing else.
struct Watcher {
    Watcher(const TemporaryFolder& folder, WatchSpec spec, std::ptrdiff_t mostFolders = 1000)
        : root(folder.path().toStdString()), budget{mostFolders},
          watch(FolderWatch::start(root, std::move(spec), budget, {}))
    {
        if (watch)
            look();
    }

    void look()
    {
        known.clear();
        (void)walk(root, {.respectIgnore = false}, {}, [this](const Entry& entry) {
            known.insert(std::string(entry.path));
            return Visit::GoOn;
        });
    }

    /// Takes what has happened; false where nothing did for as long as it may take to be told.
    bool hear(int waitMs = 200)
    {
        pollfd ready{(*watch)->descriptor(), POLLIN, 0};
        if (::poll(&ready, 1, waitMs) == 0)
            return false;
        Changes changes;
        if (const auto taken = (*watch)->take(changes, {}); !taken)
            failure = taken.error();
        lookedAgain = lookedAgain || changes.mustLookAgain();
        if (changes.mustLookAgain())
            look();
        for (const auto& [path, change] : changes.byPath()) {
            last[path] = change.what;
            if (change.what != Changes::What::Changed)
                known.erase(known.lower_bound(path + '/'), known.lower_bound(path + '0'));
            if (change.what == Changes::What::Removed)
                known.erase(path);
            else
                known.insert(path);
        }
        return !failure;
    }

    bool hearUntil(const std::function<bool()>& condition)
    {
        for (int i = 0; i < 200 && !condition() && !failure; ++i)
            (void)hear(100);
        return condition();
    }

    [[nodiscard]] bool saw(const char* path, Changes::What what) const
    {
        const auto found = last.find(path);
        return found != last.end() && found->second == what;
    }

    Root root;
    WatchBudget budget;
    Outcome<std::unique_ptr<FolderWatch>> watch;
    std::set<std::string> known;
    std::map<std::string, Changes::What> last;
    std::optional<Failure> failure;
    bool lookedAgain = false;
};

} // namespace

class FolderWatchTest final : public QObject {
    Q_OBJECT

    using What = Changes::What;

private Q_SLOTS:
    void newChangedAndRemovedFiles_areTold()
    {
        const TemporaryFolder folder;
        folder.write(u"old"_s, "");
        folder.write(u"sub/deep/old"_s, "");
        Watcher watcher(folder, {});
        QCOMPARE((*watcher.watch)->folders(), std::size_t{3});
        folder.write(u"new"_s, "");
        folder.write(u"sub/deep/old"_s, "changed");
        QFile::remove(folder.path(u"old"_s));
        QVERIFY(watcher.hearUntil([&] {
            return watcher.saw("new", What::Created) && watcher.saw("old", What::Removed) &&
                   watcher.saw("sub/deep/old", What::Changed);
        }));
    }

    void newFolders_areWatchedToo_withWhatCameBeforeThat()
    {
        const TemporaryFolder folder;
        Watcher watcher(folder, {});
        folder.write(u"made/below/file"_s, "");
        QVERIFY(watcher.hearUntil([&] { return watcher.saw("made/below/file", What::Created); }));
        folder.write(u"made/below/later"_s, "");
        QVERIFY(watcher.hearUntil([&] { return watcher.saw("made/below/later", What::Created); }));
    }

    void renamedFolder_isToldByItsNewName()
    {
        const TemporaryFolder folder;
        folder.write(u"before/sub/file"_s, "");
        Watcher watcher(folder, {});
        QVERIFY(QDir(folder.path()).rename(u"before"_s, u"after"_s));
        QVERIFY(watcher.hearUntil([&] { return watcher.saw("before", What::Removed); }));
        QVERIFY(watcher.hearUntil([&] { return watcher.saw("after/sub/file", What::Created); }));
        folder.write(u"after/sub/file"_s, "x");
        QVERIFY(watcher.hearUntil([&] { return watcher.saw("after/sub/file", What::Changed); }));
        QCOMPARE((*watcher.watch)->folders(), std::size_t{3});
    }

    void notRecursive_isTheFolderAlone()
    {
        const TemporaryFolder folder;
        folder.write(u"sub/file"_s, "");
        Watcher watcher(folder, {.recursive = false});
        folder.write(u"sub/file"_s, "x");
        folder.write(u"last"_s, "");
        QVERIFY(watcher.hearUntil([&] { return watcher.saw("last", What::Created); }));
        QVERIFY(!watcher.last.contains("sub/file"));
    }

    void whatGitLeavesOut_isNotWatched_andTheRulesMayChange()
    {
        const TemporaryFolder folder;
        folder.write(u".gitignore"_s, "node_modules/\n*.log\n");
        folder.write(u".git/HEAD"_s, "");
        folder.write(u"node_modules/a/b/c"_s, "");
        Watcher watcher(folder, {.respectIgnore = true});
        QCOMPARE((*watcher.watch)->folders(), std::size_t{1});
        folder.write(u".git/index"_s, "");
        folder.write(u"node_modules/a/new"_s, "");
        folder.write(u"a.log"_s, "");
        folder.write(u"a.txt"_s, "");
        QVERIFY(watcher.hearUntil([&] { return watcher.saw("a.txt", What::Created); }));
        QCOMPARE(watcher.last.size(), std::size_t{1});
        folder.write(u".gitignore"_s, "*.txt\n");
        QVERIFY(watcher.hearUntil([&] { return watcher.lookedAgain; }));
        QVERIFY((*watcher.watch)->folders() > 3);
        folder.write(u"node_modules/a/b/new.log"_s, "");
        QVERIFY(watcher.hearUntil([&] { return watcher.saw("node_modules/a/b/new.log", What::Created); }));
    }

    void partOfTheWorkspace_isToldByPathsFromTheRoot_withTheRulesAbove()
    {
        const TemporaryFolder folder;
        folder.write(u".gitignore"_s, "*.log\n");
        folder.write(u"src/x"_s, "");
        Watcher watcher(folder, {.path = "./src/", .respectIgnore = true});
        folder.write(u"src/a.log"_s, "");
        folder.write(u"src/b"_s, "");
        QVERIFY(watcher.hearUntil([&] { return watcher.saw("src/b", What::Created); }));
        QCOMPARE(watcher.last.size(), std::size_t{1});
    }

    void moreFoldersThanMayBeWatched_isASentence_andNothingIsKept()
    {
        const TemporaryFolder folder;
        folder.write(u"a/b/c/d"_s, "");
        Watcher watcher(folder, {}, 3);
        QCOMPARE(watcher.watch.error().code, Code::Limit);
        QVERIFY(watcher.watch.error().message.contains("Watch a part of it"));
        QCOMPARE(watcher.budget.folders.load(), 3);
        Watcher just(folder, {}, 4);
        QVERIFY(just.watch.has_value());
        QCOMPARE(just.budget.folders.load(), 0);
        folder.write(u"a/one/more"_s, "");
        QVERIFY(just.hearUntil([&] { return just.failure.has_value(); }));
        QCOMPARE(just.failure->code, Code::Limit);
        just.watch->reset();
        QCOMPARE(just.budget.folders.load(), 4);
    }

    void folderThatIsRemoved_endsTheWatch()
    {
        const TemporaryFolder folder;
        folder.write(u"gone/x"_s, "");
        Watcher watcher(folder, {.path = "gone"});
        QVERIFY(QDir(folder.path(u"gone"_s)).removeRecursively());
        QVERIFY(watcher.hearUntil([&] { return watcher.failure.has_value(); }));
        QCOMPARE(watcher.failure->code, Code::NotFound);
        Watcher none(folder, {.path = "none"});
        QCOMPARE(none.watch.error().code, Code::NotFound);
        Watcher outside(folder, {.path = ".."});
        QCOMPARE(outside.watch.error().code, Code::OutsideWorkspace);
    }

    void linkToTheOutside_isNotWatched()
    {
        const TemporaryFolder folder;
        const TemporaryFolder outside;
        QVERIFY(QFile::link(outside.path(), folder.path(u"link"_s)));
        Watcher watcher(folder, {});
        QCOMPARE((*watcher.watch)->folders(), std::size_t{1});
        outside.write(u"secret"_s, "");
        QVERIFY(QFile::link(outside.path(), folder.path(u"later"_s)));
        QVERIFY(watcher.hearUntil([&] { return watcher.saw("later", What::Created); }));
        QCOMPARE(watcher.last.size(), std::size_t{1});
    }

    /// More events than the kernel keeps (fs.inotify.max_queued_events, 16384), while nobody takes them.
    void overflow_isLookAgain_andNothingIsMissedAfterwards()
    {
        const TemporaryFolder folder;
        Watcher watcher(folder, {});
        QDir().mkpath(folder.path(u"many"_s));
        QVERIFY(watcher.hearUntil([&] { return watcher.saw("many", What::Created); }));
        for (int i = 0; i < 9000; ++i) {
            const auto path = folder.path(u"many/%1"_s.arg(i)).toUtf8();
            ::close(::open(path.constData(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
            ::unlink(path.constData());
        }
        folder.write(u"late/file"_s, ""); // its event is lost
        QVERIFY(watcher.hearUntil([&] { return watcher.lookedAgain && watcher.known.contains("late/file"); }));
        folder.write(u"late/other"_s, "");
        QVERIFY(watcher.hearUntil([&] { return watcher.saw("late/other", What::Created); }));
    }

    /// Files and folders come, change, move and go at random while events are taken: in the end the listener knows
    /// exactly what is there.
    void whoeverHearsEverything_knowsWhatIsThere()
    {
        const TemporaryFolder folder;
        Watcher watcher(folder, {});
        std::jthread others([&folder] {
            std::uint32_t state = 5;
            const auto random = [&state](std::uint32_t below) {
                state = state * 1664525U + 1013904223U;
                return (state >> 16U) % below;
            };
            const auto path = [&] {
                QString name = QString::number(random(4));
                while (random(3) != 0)
                    name += u'/' + QString::number(random(4));
                return folder.path(name);
            };
            for (int i = 0; i < 4000; ++i) {
                const auto one = path();
                switch (random(5)) {
                case 0:
                    QDir().mkpath(one);
                    break;
                case 1:
                    QDir(one).removeRecursively();
                    QFile::remove(one);
                    break;
                case 2:
                    ::rename(one.toUtf8().constData(), path().toUtf8().constData());
                    break;
                default:
                    if (QFile file(one); file.open(QFile::WriteOnly))
                        file.write("x");
                }
            }
        });
        for (int i = 0; i < 20; ++i)
            (void)watcher.hear(20);
        others.join();
        while (watcher.hear()) {
        }
        QVERIFY2(!watcher.failure, watcher.failure ? watcher.failure->message.c_str() : "");
        const auto heard = watcher.known;
        watcher.look();
        std::vector<std::string> different;
        std::ranges::set_symmetric_difference(heard, watcher.known, std::back_inserter(different));
        QVERIFY2(different.empty(), different.empty() ? "" : different.front().c_str());
    }
};

QTEST_GUILESS_MAIN(FolderWatchTest)
#include "folder_watch_test.moc"
