#include "remote/bridge/client/files.h"
#include "remote/bridge/client/search.h"
#include "tests/support/connected_client.h"

#include <QTest>

#include <algorithm>

using namespace kalpana;
using namespace bridge::client;
using namespace Qt::StringLiterals;

/// The typed calls on files against the real bridge.
class ClientFilesTest final : public QObject {
    Q_OBJECT

    test::ConnectedClient m_with;

    template <typename T>
    T done(asio::awaitable<Result<T>> call)
    {
        return m_with.done(std::move(call));
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_with.client); }

    void edit_changesAFile_andItsFailuresSayWhatToDo()
    {
        m_with.bridge.folder().write(u"root/a.txt"_s, "one\ntwo\n");
        const auto file = done(readFile(m_with.client, {.path = "a.txt"}));
        const auto edited = done(
            editFile(m_with.client, {.path = "a.txt", .substitutions = {{"one", "1"}}, .expectedHash = file.hash}));
        QCOMPARE(edited.replaced, 1U);
        QCOMPARE(m_with.bridge.folder().read(u"root/a.txt"_s), QByteArray("1\ntwo\n"));
        QCOMPARE(done(readFile(m_with.client, {.path = "a.txt"})).hash, edited.written.hash);
        QCOMPARE(done(editFile(m_with.client, {.path = "a.txt", .diff = "@@ -2 +2 @@\n-two\n+2\n"})).hunks, 1U);
        const auto changed = m_with.io.run(
            editFile(m_with.client, {.path = "a.txt", .substitutions = {{"2", "x"}}, .expectedHash = file.hash}));
        QCOMPARE(changed.error().code, ErrorCode::Conflict);
        const auto unfit = m_with.io.run(editFile(m_with.client, {.path = "a.txt", .substitutions = {{"none", "x"}}}));
        QCOMPARE(unfit.error().code, ErrorCode::Conflict);
        QVERIFY2(unfit.error().sentence.contains(u"nowhere"_s), qPrintable(unfit.error().sentence));
    }

    void partsAndBytes_areRead()
    {
        m_with.bridge.folder().write(u"root/lines"_s, "one\ntwo\nthree\n");
        const auto lines = done(readFile(m_with.client, {.path = "lines", .line = 2, .lines = 1}));
        QCOMPARE(lines.text, "two\n");
        QCOMPARE(lines.offset, 4U);
        QCOMPARE(lines.lines.value_or(0), 3U);
        QCOMPARE(done(readFile(m_with.client, {.path = "lines", .offset = 4, .asBytes = true})).bytes, "two\nthree\n");
        m_with.bridge.folder().write(u"root/binary"_s, QByteArray("\0\1\2", 3).repeated(300000));
        const auto binary = done(readFile(m_with.client, {.path = "binary"}));
        QVERIFY(binary.binary && binary.text.empty());
        QCOMPARE(binary.bytes.size(), std::size_t{900000});
        m_with.bridge.folder().write(u"root/latin"_s, "\xe9\n");
        QCOMPARE(done(readFile(m_with.client, {.path = "latin"})).encoding, "windows-1252");
        QCOMPARE(done(writeFile(m_with.client, {.path = "latin", .text = "à\n"})).encoding, "windows-1252");
        QCOMPARE(done(writeFile(m_with.client, {.path = "latin", .text = "à\n", .encoding = "utf-8"})).size, 3U);
    }

    void foldersAndFiles_areMadeMovedDeletedAndRestored()
    {
        QVERIFY(done(makeFolder(m_with.client, "made/below")));
        QVERIFY(!done(makeFolder(m_with.client, "made/below")));
        m_with.bridge.folder().write(u"root/made/new"_s, "new");
        m_with.bridge.folder().write(u"root/made/old"_s, "old");
        const auto facts = done(statFile(m_with.client, "made/old"));
        QCOMPARE(facts.entry.size, 3U);
        QVERIFY(facts.writable);
        QCOMPARE(m_with.io.run(moveFile(m_with.client, "made/new", "made/old")).error().code, ErrorCode::Conflict);
        const auto moved = done(moveFile(m_with.client, "made/new", "made/old", true));
        QCOMPARE(moved.item.value_or(TrashedFile()).path, "made/old");
        const auto deleted = done(deleteFile(m_with.client, "made"));
        QVERIFY(deleted.item && deleted.item->kind == FolderEntry::Kind::Folder);
        const auto trash = done(listTrash(m_with.client));
        QCOMPARE(trash.size(), std::size_t{2});
        QCOMPARE(trash.at(0).id, deleted.item->id);
        QCOMPARE(done(restoreFile(m_with.client, trash.at(1).id, "rescued")), "rescued");
        QCOMPARE(done(restoreFile(m_with.client, trash.at(0).id)), "made");
        QCOMPARE(m_with.bridge.folder().read(u"root/made/old"_s), QByteArray("new"));
        QCOMPARE(m_with.bridge.folder().read(u"root/rescued"_s), QByteArray("old"));
        QVERIFY(!done(deleteFile(m_with.client, "rescued", true)).item);
        QCOMPARE(m_with.io.run(statFile(m_with.client, "rescued")).error().code, ErrorCode::NotFound);
    }

    void watch_tellsChanges_untilItIsStopped()
    {
        std::stop_source stop;
        std::vector<std::string> heard;
        const auto sink = [&](const FileChanges& changes) {
            if (changes.changes.empty() && !changes.lookAgain)
                m_with.bridge.folder().write(u"root/watched/x"_s, "");
            for (const auto& change : changes.changes)
                heard.push_back(change.path);
            if (std::ranges::contains(heard, "watched/x"))
                stop.request_stop();
        };
        const auto ended = m_with.io.run(watchFolder(m_with.client, {}, sink), stop.get_token());
        QCOMPARE(ended.error().code, ErrorCode::Cancelled);
        QVERIFY(std::ranges::contains(heard, "watched/x"));
        QCOMPARE(m_with.io.run(watchFolder(m_with.client, {.path = "none"}, sink)).error().code, ErrorCode::NotFound);
    }

    void search_handsMatchesOver_asTheyAreFound()
    {
        m_with.bridge.folder().write(u"root/src/find.cpp"_s, "before\nthe needle\nafter\n");
        const auto found = done(search(m_with.client, {.query = "NEEDLE", .include = {"src/*.cpp"}, .context = 1}));
        QCOMPARE(found.matches.size(), std::size_t{1});
        QCOMPARE(found.matches.at(0).column, 5U);
        QCOMPARE(found.matches.at(0).before, std::vector<std::string>{"before"});
        QCOMPARE(found.matches.at(0).after, std::vector<std::string>{"after"});
        std::vector<SearchMatch> streamed;
        const auto counted = done(search(m_with.client, {.query = "needle", .path = "src"},
                                         [&](std::vector<SearchMatch> matches) { streamed = std::move(matches); }));
        QVERIFY(counted.matches.empty());
        QCOMPARE(counted.found, 1U);
        QCOMPARE(streamed.at(0).path, "src/find.cpp");
        QCOMPARE(done(search(m_with.client, {.query = "Needle", .smartCase = true})).found, 0U);
    }

    void names_areFound()
    {
        m_with.bridge.folder().write(u"root/deep/down/target.txt"_s, "");
        const auto found = done(findNames(m_with.client, "ddtarget"));
        QCOMPARE(found.found, 1U);
        QCOMPARE(found.files.at(0).path, "deep/down/target.txt");
        QCOMPARE(found.files.at(0).places.size(), std::size_t{8});
    }
};

QTEST_GUILESS_MAIN(ClientFilesTest)
#include "client_files_test.moc"
