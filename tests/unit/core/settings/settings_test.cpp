#include "core/settings/settings.h"
#include "tests/support/temporary_folder.h"

#include <QJsonArray>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using settings::Settings;

class SettingsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { qunsetenv("KALPANA_CODE_SERVER_SOURCE"); }

    void noFile_isAllDefaults()
    {
        const test::TemporaryFolder folder;
        const auto settings = Settings::load(folder.path());
        QVERIFY(settings.has_value());
        QCOMPARE(settings->codeServerSource(), u"release"_s);
        QCOMPARE(settings->modelProvider(), u"openrouter"_s);
        QVERIFY(settings->value(u"window.width"_s).isUndefined());
        QVERIFY(!QFile::exists(settings->file()));
    }

    void setThenLoad_roundTrips_andKeepsUnknownKeys()
    {
        const test::TemporaryFolder folder;
        folder.write(u"settings.json"_s, R"({"of.the.future": [1, 2]})");
        auto settings = Settings::load(folder.path());
        QVERIFY(settings->setValue(u"window.width"_s, 1200).has_value());
        const auto again = Settings::load(folder.path());
        QCOMPARE(again->value(u"window.width"_s).toInt(), 1200);
        QCOMPARE(again->value(u"of.the.future"_s).toArray().size(), 2);
    }

    void writesOfAnotherProgram_areKept()
    {
        const test::TemporaryFolder folder;
        auto one = Settings::load(folder.path());
        auto two = Settings::load(folder.path());
        QVERIFY(one->setValue(u"a"_s, 1).has_value());
        QVERIFY(two->setValue(u"b"_s, 2).has_value());
        const auto both = Settings::load(folder.path());
        QCOMPARE(both->value(u"a"_s).toInt(), 1);
        QCOMPARE(both->value(u"b"_s).toInt(), 2);
    }

    void undefined_removesAKey()
    {
        const test::TemporaryFolder folder;
        auto settings = Settings::load(folder.path());
        QVERIFY(settings->setValue(u"a"_s, 1).has_value());
        QVERIFY(settings->setValue(u"a"_s, QJsonValue::Undefined).has_value());
        QVERIFY(Settings::load(folder.path())->value(u"a"_s).isUndefined());
    }

    void damagedFile_isNamedWithItsLine_andNeverOverwritten()
    {
        const test::TemporaryFolder folder;
        auto healthy = Settings::load(folder.path());
        const QByteArray content = "{\n  \"a\": 1,\n  \"b\" 2\n}\n";
        const auto path = folder.write(u"settings.json"_s, content);

        const auto refused = Settings::load(folder.path());
        QCOMPARE(refused.error().code, ErrorCode::Config);
        QVERIFY2(refused.error().sentence.contains(path + u":3:"_s), qPrintable(refused.error().sentence));
        QCOMPARE(healthy->setValue(u"a"_s, 2).error().code, ErrorCode::Config);
        QCOMPARE(folder.read(u"settings.json"_s), content);

        const auto aside = Settings::setAside(folder.path());
        QCOMPARE(aside.value(), path + u".damaged-1"_s);
        QCOMPARE(folder.read(u"settings.json.damaged-1"_s), content);
        QVERIFY(Settings::load(folder.path()).has_value());
    }

    void fileThatIsNoObject_isDamaged()
    {
        const test::TemporaryFolder folder;
        folder.write(u"settings.json"_s, "[1]");
        QCOMPARE(Settings::load(folder.path()).error().code, ErrorCode::Config);
    }

    void codeServerSource_optionBeforeEnvironmentBeforeSetting()
    {
        const test::TemporaryFolder folder;
        auto settings = Settings::load(folder.path());
        QVERIFY(settings->setValue(u"codeServer.source"_s, u"https://mirror.example"_s).has_value());
        QCOMPARE(settings->codeServerSource(), u"https://mirror.example"_s);
        qputenv("KALPANA_CODE_SERVER_SOURCE", "/from/environment.tar.gz");
        QCOMPARE(settings->codeServerSource(), u"/from/environment.tar.gz"_s);
        settings->useCodeServerSource(u"/from/option.tar.gz"_s);
        QCOMPARE(settings->codeServerSource(), u"/from/option.tar.gz"_s);
        QCOMPARE(Settings::load(folder.path())->value(u"codeServer.source"_s).toString(), u"https://mirror.example"_s);
    }

    void modelProvider_followsTheAddress()
    {
        const test::TemporaryFolder folder;
        auto settings = Settings::load(folder.path());
        QVERIFY(settings->setValue(u"model.address"_s, u"https://api.openai.com/v1"_s).has_value());
        QCOMPARE(settings->modelProvider(), u"openai"_s);
        QVERIFY(settings->setValue(u"model.address"_s, u"http://127.0.0.1:8080/v1"_s).has_value());
        QCOMPARE(settings->modelProvider(), u"127.0.0.1:8080"_s);
        QVERIFY(settings->setValue(u"model.address"_s, u"https://api.anthropic.com"_s).has_value());
        QCOMPARE(settings->modelProvider(), u"anthropic"_s);
        QCOMPARE(settings->modelApi(), QString());
        QCOMPARE(settings->modelThinkingTokens(), 0);
        QVERIFY(settings->setValue(u"model.thinkingTokens"_s, -5).has_value());
        QCOMPARE(settings->modelThinkingTokens(), 0);
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings_test.moc"
