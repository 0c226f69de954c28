#include "core/agent/http_model.h"
#include "tests/support/temporary_folder.h"

#include <QFile>
#include <QProcess>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

namespace {

class Ignored final : public ReplyListener {
public:
    void text(const QString&) override {}
};

} // namespace

/// The program that the demo starts.
class ScriptedModelServerTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itAnswersTheDemosFirstQuestion_andWritesDownWhatItWasAsked()
    {
        const test::TemporaryFolder folder;
        QProcess server;
        server.setProcessChannelMode(QProcess::ForwardedChannels);
        server.start(QStringLiteral(KALPANA_BIN_DIR "/../tests/scripted-model-server"),
                     {u"--script"_s, QStringLiteral(KALPANA_SOURCE_DIR "/tests/support/demo/model.json"),
                      u"--port-file"_s, folder.path(u"port"_s), u"--key-file"_s, folder.write(u"key"_s, "sk-demo\n"),
                      u"--requests"_s, folder.path(u"requests"_s)});
        QVERIFY(server.waitForStarted());
        QTRY_VERIFY(QFile::exists(folder.path(u"port"_s)));
        const QUrl address(u"http://127.0.0.1:%1/v1"_s.arg(QString::fromUtf8(folder.read(u"port"_s).trimmed())));
        const auto model =
            httpModel({.address = address, .model = u"scripted"_s, .key = Secret(std::string_view("sk-demo"))})
                .value();
        Ignored nobody;
        const auto reply = model->complete(
            {.messages = {{.role = Message::Role::User, .text = u"Make it friendlier."_s}}}, nobody, {});
        QVERIFY2(reply.has_value(), qPrintable(reply ? QString() : reply.error().sentence));
        QCOMPARE(reply->toolCalls.size(), 2);
        QCOMPARE(reply->toolCalls[0].arguments, u"{\"path\":\"src/greeting.py\"}"_s);
        server.terminate();
        QVERIFY(server.waitForFinished());
        QCOMPARE(server.exitCode(), 0);
        QVERIFY(folder.read(u"requests"_s).contains("Make it friendlier."));
    }

    void withoutAScript_itSaysWhatItNeeds()
    {
        QProcess server;
        server.start(QStringLiteral(KALPANA_BIN_DIR "/../tests/scripted-model-server"), QStringList());
        QVERIFY(server.waitForFinished());
        QCOMPARE(server.exitCode(), 2);
        QVERIFY(server.readAllStandardError().contains("--script"));
    }
};

QTEST_GUILESS_MAIN(ScriptedModelServerTest)
#include "scripted_model_server_test.moc"
