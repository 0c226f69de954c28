#include "remote/bridge/server/git/path_text.h"

#include <QByteArray>
#include <QTest>

using namespace kalpana::bridge;
using namespace kalpana::bridge::server;

class PathTextTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void base64_isThatOfOthers()
    {
        std::string bytes;
        for (int i = 0; i < 300; ++i) {
            QCOMPARE(toBase64(bytes), QByteArray::fromStdString(bytes).toBase64().toStdString());
            QCOMPARE(fromBase64(toBase64(bytes)).value_or("-"), bytes);
            bytes += static_cast<char>(i * 7);
        }
        for (const auto* wrong : {"a", "ab=c", "====", "ab!=", "YQ", "=YWE"})
            QVERIFY2(!fromBase64(wrong) || fromBase64(wrong)->empty(), wrong);
    }

    void onlyWhatIsNoText_isToldAsBytesToo()
    {
        protocol::Json json;
        putPath(json, "gr\xc3\xb6\xc3\x9f"
                      "e\n");
        QVERIFY(!json.contains("pathBytes"));
        putPath(json, "\xff", "original");
        QCOMPARE(json.at("originalBytes"), protocol::Json("/w=="));
    }

    void pathsThatLeadOut_areRefused()
    {
        for (const auto* path : {"", "/etc", "..", "a/../../b", "a/.."}) {
            const protocol::Json payload{{"paths", {path}}};
            protocol::Fields fields(payload);
            (void)readPaths(fields);
            QVERIFY2(fields.failure(), path);
        }
        const protocol::Json payload{{"paths", {"a/b..c", "..d"}}, {"pathsBytes", {"/w=="}}};
        protocol::Fields fields(payload);
        QCOMPARE(readPaths(fields), (std::vector<std::string>{"a/b..c", "..d", "\xff"}));
        QVERIFY(!fields.failure());
    }
};

QTEST_APPLESS_MAIN(PathTextTest)
#include "path_text_test.moc"
