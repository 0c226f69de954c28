#include "remote/bridge/server/git/progress.h"

#include <QTest>

using namespace kalpana::bridge::server;

class ProgressTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void progress_isReadFromGitsLines_howeverTheyAreCut()
    {
        const std::string said = "Cloning into '.'...\nremote: Counting objects:  50% (1/2)\rremote: Counting objects: "
                                 "100% (2/2), done.\nReceiving objects:  45% (450/1000), 1.20 MiB | 1 MiB/s\rfatal: no";
        for (std::size_t piece = 1; piece <= said.size(); ++piece) {
            ProgressReader reader;
            std::string seen;
            for (std::size_t at = 0; at < said.size(); at += piece)
                if (const auto progress = reader.feed(std::string_view(said).substr(at, piece)))
                    seen = std::string(progress->phase) + ' ' + std::to_string(progress->percent);
            QCOMPARE(seen, "Receiving objects 45");
            QCOMPARE(reader.finish(), "Cloning into '.'...\nfatal: no\n");
        }
    }

    void whatAServerSays_isNoProgress_andBounded()
    {
        QVERIFY(!parseProgress("remote: Receiving <b>objects</b>: 5%"));
        QVERIFY(!parseProgress("Receiving objects: 101% (1/1)"));
        QVERIFY(!parseProgress("Receiving objects: -5% (1/1)"));
        QCOMPARE(parseProgress("remote: Enumerating objects: 12, done.")->percent, 0);
        ProgressReader reader;
        for (int line = 0; line < 1000; ++line)
            QVERIFY(!reader.feed(std::string(100'000, 'x') + '\n'));
        QCOMPARE(reader.finish().size(), 65536U);
    }
};

QTEST_GUILESS_MAIN(ProgressTest)
#include "progress_test.moc"
