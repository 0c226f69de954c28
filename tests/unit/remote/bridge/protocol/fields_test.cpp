#include "remote/bridge/protocol/fields.h"

#include <QTest>

using namespace kalpana::bridge::protocol;

class FieldsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void goodFields_areRead()
    {
        const Json payload{{"path", "a"}, {"limit", 3}, {"regex", true}, {"argv", {"ls", "-l"}}, {"env", {{"A", "1"}}}};
        Fields fields(payload);
        QCOMPARE(fields.text("path"), "a");
        QCOMPARE(fields.number("limit"), 3U);
        QCOMPARE(fields.flag("regex"), true);
        QCOMPARE(fields.texts("argv"), (std::vector<std::string>{"ls", "-l"}));
        QCOMPARE(fields.textMap("env"), (std::map<std::string, std::string>{{"A", "1"}}));
        QVERIFY(!fields.failure());
    }

    void missingOnes_areWhatTheCallerSays()
    {
        const Json payload{{"glob", nullptr}};
        Fields fields(payload);
        QVERIFY(!fields.optionalText("glob").has_value());
        QVERIFY(!fields.optionalNumber("limit").has_value());
        QCOMPARE(fields.flag("caseSensitive", true), true);
        QVERIFY(fields.texts("argv").empty());
        QVERIFY(!fields.failure());
    }

    void firstWrongField_isNamed()
    {
        const Json payload{{"limit", -1}, {"path", 3}};
        Fields fields(payload);
        (void)fields.optionalNumber("limit");
        (void)fields.text("path");
        QVERIFY(fields.failure().has_value());
        QCOMPARE(fields.failure()->field, "limit");
        QCOMPARE(fields.failure()->code, Code::BadRequest);
    }

    void wrongKinds_areRefused()
    {
        const Json payload{{"a", 1.5}, {"b", {1}}, {"c", {{"k", 1}}}, {"d", "yes"}, {"e", std::string("x\0y", 3)}};
        for (const auto& read : std::vector<std::function<void(Fields&)>>{
                 [](Fields& fields) { (void)fields.number("a"); }, [](Fields& fields) { (void)fields.texts("b"); },
                 [](Fields& fields) { (void)fields.textMap("c"); }, [](Fields& fields) { (void)fields.flag("d"); },
                 [](Fields& fields) { (void)fields.text("e"); },
                 [](Fields& fields) { (void)fields.text("missing"); }}) {
            Fields fields(payload);
            read(fields);
            QVERIFY(fields.failure().has_value());
        }
    }
};

QTEST_GUILESS_MAIN(FieldsTest)
#include "fields_test.moc"
