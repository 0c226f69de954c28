#include "tests/integration/cli/kalpanactl.h"
#include "tests/support/scripted_model_server.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace kalpana;
using test::kalpanactl;

/// The real program and a model's server that is asked for its list.
class ModelsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theList_isPrinted_keptAndAskedForAgain()
    {
        const test::ScriptedModelServer server(R"json({"replies":[],"answers":{"/v1/models":[
            {"body":{"data":[{"id":"big","context_length":200000,"pricing":{"prompt":"0.000003","completion":"0.000015"}},{"id":"plain"}]}},
            {"body":{"data":[{"id":"new"}]}}]}})json");
        const QTemporaryDir data;
        writeSettings(data,
                      QJsonObject{{u"model.address"_s, server.address().toString()}, {u"model.name"_s, u"big"_s}});
        const auto models = [&](const QStringList& more) {
            return kalpanactl(QStringList{u"--data-dir"_s, data.path(), u"models"_s} + more);
        };

        const auto printed = models({});
        QCOMPARE(printed.exitCode, 0);
        QVERIFY2(printed.out.contains("big") && printed.out.contains("200000") &&
                     printed.out.contains("$3.00 in, $15.00 out  in use"),
                 printed.out);
        QVERIFY2(printed.out.contains("unknown"), printed.out);

        const auto object = models({u"--json"_s}).first("model"_L1);
        QCOMPARE(object.value("context"_L1).toInteger(), 200'000);
        QCOMPARE(object.value("prices"_L1)["output"_L1].toInteger(), 15'000'000);
        QCOMPARE(object.value("chosen"_L1).toBool(), true);
        QCOMPARE(server.requests().size(), 1);

        QVERIFY(models({u"--refresh"_s}).out.contains("new"));
        QCOMPARE(server.requests().size(), 2);
    }

    void aServerThatIsGone_isSaid()
    {
        const QTemporaryDir data;
        writeSettings(data, QJsonObject{{u"model.address"_s, u"http://127.0.0.1:1/v1"_s}});

        const auto ran = kalpanactl({u"--data-dir"_s, data.path(), u"models"_s});

        QVERIFY(ran.exitCode != 0);
        QVERIFY2(ran.error.contains("127.0.0.1"), ran.error);
    }

private:
    static void writeSettings(const QTemporaryDir& data, const QJsonObject& settings)
    {
        QFile file(data.filePath(u"settings.json"_s));
        QVERIFY(file.open(QFile::WriteOnly));
        file.write(QJsonDocument(settings).toJson());
    }
};

QTEST_GUILESS_MAIN(ModelsTest)
#include "models_test.moc"
