#include "tests/support/test_bridge.h"

#include <QTest>

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
        QVERIFY(m_client.request("file.list").value("ok", false));
        ::unlink(odd.constData());
    }
};

QTEST_GUILESS_MAIN(FileTest)
#include "file_test.moc"
