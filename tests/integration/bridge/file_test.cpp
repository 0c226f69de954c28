#include "tests/support/test_bridge.h"

#include <QTest>

#include <algorithm>
#include <unistd.h>

using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

class FileTest final : public QObject {
    Q_OBJECT

    TestBridge m_bridge;
    RawBridgeClient m_client;

    static std::string codeOf(const Json& reply)
    {
        return reply.is_object() && reply.contains("error") ? reply.at("error").value("code", "") : "none";
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_bridge.connect(m_client)); }

    void writeThenReadThenWrite_checksWhatWasRead()
    {
        const auto written =
            m_client.request("file.write", {{"path", "notes/a.md"}, {"text", "# One\n"}, {"expectedHash", ""}})
                .at("payload");
        const auto read = m_client.request("file.read", {{"path", "notes/a.md"}}).at("payload");
        QCOMPARE(read.value("text", ""), "# One\n");
        QCOMPARE(read.value("hash", "a"), written.value("hash", "b"));
        QVERIFY(
            m_client
                .request("file.write", {{"path", "notes/a.md"}, {"text", "# Two\n"}, {"expectedHash", read.at("hash")}})
                .value("ok", false));
        QCOMPARE(codeOf(m_client.request(
                     "file.write", {{"path", "notes/a.md"}, {"text", "# Three\n"}, {"expectedHash", read.at("hash")}})),
                 "conflict");
        QCOMPARE(m_bridge.folder().read(u"root/notes/a.md"_s), QByteArray("# Two\n"));
    }

    void binary_comesAsFrames()
    {
        const QByteArray content = QByteArray("\0\1\2\3", 4).repeated(200000);
        m_bridge.folder().write(u"root/image"_s, content);
        const auto id = m_client.send("file.read", {{"path", "image"}});
        const auto payload = m_client.reply(id).at("payload");
        QCOMPARE(payload.value("encoding", ""), "binary");
        QCOMPARE(payload.value("text", "x"), "");
        QCOMPARE(QByteArray::fromStdString(m_client.bytes(4, id)), content);
    }

    void edit_changesWhatWasRead_andTellsTheNewHash()
    {
        m_bridge.folder().write(u"root/edited"_s, "one\r\ntwo\r\n");
        const auto read = m_client.request("file.read", {{"path", "edited"}}).at("payload");
        QCOMPARE(read.value("lineEnding", ""), "crlf");
        const Json edits{{{"old", "one\ntwo"}, {"new", "1\n2"}}};
        const Json request{{"path", "edited"}, {"edits", edits}, {"expectedHash", read.at("hash")}};
        const auto edited = m_client.request("file.edit", request).at("payload");
        QCOMPARE(edited.value("replaced", 0), 1);
        QCOMPARE(m_bridge.folder().read(u"root/edited"_s), QByteArray("1\r\n2\r\n"));
        QCOMPARE(m_client.request("file.read", {{"path", "edited"}}).at("payload").at("hash"), edited.at("hash"));
        QCOMPARE(codeOf(m_client.request("file.edit", request)), "conflict");
        const auto diff = m_client.request("file.edit", {{"path", "edited"}, {"diff", "@@ -2 +2 @@\n-2\n+two\n"}});
        QCOMPARE(diff.at("payload").value("hunks", 0), 1);
    }

    void linesAndBytes_areReadAsAsked()
    {
        m_bridge.folder().write(u"root/lines"_s, "one\ntwo\nthree\n");
        const auto lines = m_client.request("file.read", {{"path", "lines"}, {"line", 2}, {"lines", 1}}).at("payload");
        QCOMPARE(lines.value("text", ""), "two\n");
        QCOMPARE(lines.value("lines", 0), 3);
        const auto id = m_client.send("file.read", {{"path", "lines"}, {"bytes", true}, {"offset", 4}});
        QCOMPARE(m_client.reply(id).at("payload").value("encoding", ""), "utf-8");
        QCOMPARE(m_client.bytes(4, id), "two\nthree\n");
    }

    void deletedFile_isInTheTrash_andComesBack()
    {
        m_bridge.folder().write(u"root/trashed/file"_s, "kept");
        const auto item = m_client.request("file.delete", {{"path", "trashed"}}).at("payload").at("item");
        QCOMPARE(codeOf(m_client.request("file.stat", {{"path", "trashed"}})), "not_found");
        QVERIFY(QFileInfo::exists(m_bridge.data() + u"/workspaces/test/state/trash/"_s +
                                  QString::fromStdString(item.value("id", ""))));
        QCOMPARE(m_client.request("file.trash").at("payload").at("items").at(0).at("id"), item.at("id"));
        QCOMPARE(m_client.request("file.restore", {{"id", item.at("id")}}).at("payload").value("path", ""), "trashed");
        QCOMPARE(m_bridge.folder().read(u"root/trashed/file"_s), QByteArray("kept"));
        QVERIFY(m_client.request("file.delete", {{"path", "trashed"}, {"permanent", true}}).value("ok", false));
        QCOMPARE(m_client.request("file.trash").at("payload").at("items").size(), std::size_t{0});
    }

    void moveOverAFile_putsThatInTheTrash_ifAsked()
    {
        m_bridge.folder().write(u"root/new"_s, "new");
        m_bridge.folder().write(u"root/old"_s, "old");
        QCOMPARE(codeOf(m_client.request("file.move", {{"from", "new"}, {"to", "old"}})), "conflict");
        const auto moved = m_client.request("file.move", {{"from", "new"}, {"to", "old"}, {"overwrite", true}});
        QCOMPARE(m_bridge.folder().read(u"root/old"_s), QByteArray("new"));
        const auto id = moved.at("payload").at("replaced").at("id");
        QVERIFY(m_client.request("file.restore", {{"id", id}, {"path", "older"}}).value("ok", false));
        QCOMPARE(m_bridge.folder().read(u"root/older"_s), QByteArray("old"));
    }

    void wrongPayload_isRefusedByTheNameOfItsField_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QByteArray>("field");
        const auto row = [](const char* type, const char* payload, const char* field) {
            QTest::addRow("%s %s", type, payload) << QByteArray(type) << QByteArray(payload) << QByteArray(field);
        };
        row("file.list", R"({"facts":1})", "facts");
        row("file.stat", R"({})", "path");
        row("file.stat", R"({"path":"a","follow":1})", "follow");
        row("file.stat", R"({"path":"a\u0000b"})", "path");
        row("file.mkdir", R"({"path":[]})", "path");
        row("file.move", R"({"to":"a"})", "from");
        row("file.move", R"({"from":"a"})", "to");
        row("file.move", R"({"from":"a","to":"b","overwrite":"yes"})", "overwrite");
        row("file.delete", R"({"path":null})", "path");
        row("file.delete", R"({"path":"a","permanent":0})", "permanent");
        row("file.restore", R"({})", "id");
        row("file.restore", R"({"id":"a","path":1})", "path");
        row("file.read", R"({"path":"a","line":0})", "line");
        row("file.read", R"({"path":"a","lines":-1})", "lines");
        row("file.read", R"({"path":"a","line":1,"offset":1})", "line");
        row("file.read", R"({"path":"a","bytes":1})", "bytes");
        row("file.write", R"({"path":"a","text":"","encoding":"ebcdic"})", "encoding");
        row("file.write", R"({"path":"a","text":"","lineEnding":"cr"})", "lineEnding");
        row("file.write", R"({"path":"a","text":"","expectedHash":"x"})", "expectedHash");
        row("file.edit", R"({"path":"a"})", "edits");
        row("file.edit", R"({"path":"a","edits":[{"old":"","new":""}]})", "edits");
        row("file.edit", R"({"path":"a","edits":[{"old":"a"}]})", "edits");
        row("file.edit", R"({"path":"a","edits":[1]})", "edits");
        row("file.edit", R"({"path":"a","edits":[{"old":"a","new":"b","count":0}]})", "edits");
        row("file.edit", R"({"path":"a","edits":[{"old":"a","new":"b"}],"diff":"x"})", "edits");
        row("file.edit", R"({"path":"a","diff":7})", "diff");
    }
    void wrongPayload_isRefusedByTheNameOfItsField()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, payload);
        QFETCH(QByteArray, field);
        const auto reply = m_client.request(type.toStdString(), Json::parse(payload.toStdString()));
        QCOMPARE(codeOf(reply), "bad_request");
        QCOMPARE(reply.at("error").value("field", ""), field.toStdString());
        QVERIFY(m_client.request("hello").value("ok", false));
    }

    void absolutePathBelowTheRoot_isTheSameFile()
    {
        m_bridge.folder().write(u"root/abs"_s, "x");
        QVERIFY(
            m_client.request("file.read", {{"path", (m_bridge.root() + u"/abs"_s).toStdString()}}).value("ok", false));
    }

    void nothingOutsideTheWorkspace_isReached()
    {
        QVERIFY(QFile::link(u"/etc/passwd"_s, m_bridge.root() + u"/passwd"_s));
        for (const auto* path : {"../data", "/etc/passwd", "passwd", "notes/../../data"}) {
            QCOMPARE(codeOf(m_client.request("file.read", {{"path", path}})), "outside_workspace");
            QCOMPARE(codeOf(m_client.request("file.write", {{"path", path}, {"text", "x"}})), "outside_workspace");
        }
        QCOMPARE(codeOf(m_client.request("file.list", {{"path", ".."}})), "outside_workspace");
    }

    void list_tellsKindSizeAndTime_andKeepsTheLimit()
    {
        m_bridge.folder().write(u"root/listed/file"_s, "12345");
        m_bridge.folder().write(u"root/listed/sub/x"_s, "");
        const auto entries = m_client.request("file.list", {{"path", "listed"}}).at("payload").at("entries");
        QCOMPARE(entries.size(), std::size_t{2});
        QCOMPARE(entries.at(0).value("path", ""), "listed/file");
        QCOMPARE(entries.at(0).value("kind", ""), "file");
        QCOMPARE(entries.at(0).value("size", 0), 5);
        QVERIFY(entries.at(0).value("mtimeMs", 0.0) > 1e12);
        QCOMPARE(entries.at(1).value("kind", ""), "folder");
        const auto limited =
            m_client.request("file.list", {{"path", "listed"}, {"recursive", true}, {"limit", 2}}).at("payload");
        QCOMPARE(limited.at("entries").size(), std::size_t{2});
        QCOMPARE(limited.value("truncated", false), true);
    }

    void namesThatAreNotUtf8_doNoHarm()
    {
        QFile file(m_bridge.root() + u"/plain"_s);
        QVERIFY(file.open(QFile::WriteOnly));
        const QByteArray odd = m_bridge.root().toUtf8() + "/odd-\xff";
        QCOMPARE(::rename((m_bridge.root() + u"/plain"_s).toUtf8().constData(), odd.constData()), 0);
        const auto listed = m_client.request("file.list", {{"facts", false}});
        QVERIFY(listed.value("ok", false));
        QVERIFY(std::ranges::any_of(listed.at("payload").at("entries"), [](const Json& entry) {
            return entry.value("path", "") == "odd-\xef\xbf\xbd" && !entry.contains("size");
        }));
        ::unlink(odd.constData());
    }
};

QTEST_GUILESS_MAIN(FileTest)
#include "file_test.moc"
