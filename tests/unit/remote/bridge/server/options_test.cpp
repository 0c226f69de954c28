#include "remote/bridge/server/options.h"
#include "remote/bridge/server/runtime_folder.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace kalpana::bridge::server;

class OptionsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void serve_isRead_withBothFormsOfValues()
    {
        const auto options =
            readOptions({"serve", "--id", "a-1", "--root=/w/../w/x/", "--data", "/d", "--start-code-server=4.1",
                         "--proxy-uri", "http://x=y", "--check-every", "500", "--foreground"});
        QVERIFY(options.has_value());
        QCOMPARE(options->id, "a-1");
        QCOMPARE(options->root, "/w/x");
        QCOMPARE(options->data, "/d");
        QCOMPARE(options->startCodeServer, "4.1");
        QCOMPARE(options->proxyUri, "http://x=y");
        QCOMPARE(options->checkEvery, "500");
        QCOMPARE(options->foreground, true);
    }

    void home_isUnderstood_andTheDataFolderHasADefault()
    {
        qputenv("HOME", "/home/of");
        qunsetenv("XDG_DATA_HOME");
        const auto options = readOptions({"serve", "--id", "a", "--root", "~/code"});
        QCOMPARE(options->root, "/home/of/code");
        QCOMPARE(options->data, "/home/of/.local/share/kalpana");
        qputenv("XDG_DATA_HOME", "/xdg");
        QCOMPARE(readOptions({"stop", "--id", "a"})->data, "/xdg/kalpana");
    }

    void wrongOnes_areASentence()
    {
        for (const auto& arguments :
             std::vector<std::vector<std::string>>{{"dance"},
                                                   {"serve"},
                                                   {"serve", "--id", "a"},
                                                   {"serve", "--id", ".a", "--root", "/"},
                                                   {"serve", "--id", "a/b", "--root", "/"},
                                                   {"serve", "--id", "a", "--root", "/", "--check-every", "soon"},
                                                   {"stop"},
                                                   {"relay"},
                                                   {"relay", "a", "b"},
                                                   {"serve", "--id"},
                                                   {"stop", "--id", "a", "--foreground"}}) {
            const auto options = readOptions(arguments);
            QVERIFY(!options.has_value());
            QVERIFY(options.error().ends_with('.'));
        }
    }

    void runtimeFolder_isWhereItLasts()
    {
        const std::string own = "/tmp/kalpana-" + std::to_string(::geteuid()) + "/a";
        Options options{.id = "a", .data = "/d"};
        qunsetenv("XDG_RUNTIME_DIR");
        QCOMPARE(runtimeCandidates(options), (std::vector<std::string>{own, "/d/workspaces/a/run"}));
        qputenv("USER", "nobody-who-lingers");
        qputenv("XDG_RUNTIME_DIR", "/run/user/1"); // goes with the last session
        QCOMPARE(runtimeCandidates(options).front(), own);
        QTemporaryDir folder;
        qputenv("XDG_RUNTIME_DIR", folder.path().toUtf8());
        QCOMPARE(runtimeCandidates(options).front(), folder.path().toStdString() + "/kalpana/a");
        ::chmod(folder.path().toUtf8().constData(), 0777);
        QCOMPARE(runtimeCandidates(options).front(), own);
        options.runtime = "/r";
        QCOMPARE(runtimeCandidates(options), std::vector<std::string>{"/r"});
    }
};

QTEST_GUILESS_MAIN(OptionsTest)
#include "options_test.moc"
