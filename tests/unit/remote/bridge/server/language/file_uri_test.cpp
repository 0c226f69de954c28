#include "remote/bridge/server/language/file_uri.h"

#include <QTest>

using namespace kalpana::bridge::server;

class FileUriTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void path_comesBackAsItWas()
    {
        QCOMPARE(fileUri("/a b/\xc3\xa4#?%.c"), "file:///a%20b/%C3%A4%23%3F%25.c");
        for (const auto* path : {"/", "/a", "/a b/\xc3\xa4#?%+.c", "/\xff\x01"})
            QCOMPARE(pathOfUri(fileUri(path)), std::optional<std::string>(path));
    }

    void uriThatIsNoPathHere_isNone()
    {
        for (const auto* uri : {"", "file:", "file://", "file://host/a", "http://a/b", "jdt://x", "file:///a%",
                                "file:///a%2", "file:///a%zz", "file:///a%00b", "/a"})
            QVERIFY2(!pathOfUri(uri), uri);
    }

    void pathOfAUri_leadsNowhereElse()
    {
        QCOMPARE(pathOfUri("file:///root/a/../../etc/passwd"), std::optional<std::string>("/etc/passwd"));
        QCOMPARE(pathOfUri("file:///root/%2e%2e/etc"), std::optional<std::string>("/etc"));
        QCOMPARE(pathOfUri("file://localhost/a"), std::optional<std::string>("/a"));
    }
};

QTEST_GUILESS_MAIN(FileUriTest)
#include "file_uri_test.moc"
