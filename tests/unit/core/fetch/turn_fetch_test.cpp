#include "core/fetch/chosen_pages.h"
#include "core/fetch/http_pages.h"
#include "core/secrets/memory_store.h"
#include "core/settings/settings.h"
#include "tests/support/page_server.h"
#include "tests/unit/core/agent/turn_box.h"

#include <QJsonDocument>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;
using test::PageAnswer;
using test::PageServer;

namespace {

/// A turn whose model fetches from a server, under a name that leads there.
struct Box : test::TurnBox {
    explicit Box(QHash<QByteArray, PageAnswer> answers, const QStringList& calls,
                 std::optional<Decision> answer = Decision::Once)
        : Box(std::make_unique<PageServer>(std::move(answers)), calls, answer)
    {
    }

    Box(std::unique_ptr<PageServer> made, const QStringList& calls, std::optional<Decision> answer)
        : TurnBox(scriptOf(*made, calls), answer), web(std::move(made))
    {
        pages = &fetched;
        // As if it were the internet: a name's rule has no scheme, an answer's has one.
        rules.rules.push_back({.tool = "fetch", .path = "127.0.0.1", .decision = permissions::Decision::Allow});
    }

    static QByteArray scriptOf(const PageServer& server, const QStringList& calls)
    {
        QByteArray replies;
        for (const auto& call : calls)
            replies += R"({"steps": [{"tools": [{"id": "c", "name": "fetch", "arguments": )" +
                       QString(call).replace("HERE"_L1, server.address({})).toUtf8() + "}]}]},";
        return "{\"replies\": [" + replies + R"({"steps": [{"text": "Done."}]}]})";
    }

    QString result(qsizetype number = 0) const { return watcher.all<ToolCallFinished>().value(number).result; }
    bool isOk(qsizetype number = 0) const { return watcher.all<ToolCallFinished>().value(number).ok; }

    std::unique_ptr<PageServer> web;
    fetch::HttpPages fetched{{.proxy = u"none"_s}};
};

const auto call = u"{\"url\": \"HERE/x?y=z\"}"_s;
const QHash<QByteArray, PageAnswer> page{{"/x?y=z", PageAnswer::page("text/html", "<title>T</title><p>The words.")}};

} // namespace

class TurnFetchTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPageThatARuleAllows_comesToTheModel()
    {
        Box box(page, {call});
        QCOMPARE(box.turn(u"Look it up."_s), TurnOutcome::Answered);
        QVERIFY2(box.isOk(), qPrintable(box.result()));
        QVERIFY(box.result().contains(u"The words."_s));
        QVERIFY(box.result().startsWith(u"["_s + box.web->address(u"/x?y=z, status 200, text/html."_s)));
        QVERIFY(box.user.asked().isEmpty());
        QVERIFY(box.sent(1)[3]["content"_L1].toString().contains(u"The words."_s));
        QCOMPARE(box.watcher.all<ToolCallStarted>()[0].title, u"Fetch "_s + box.web->address(u"/x?y=z"_s));
    }

    void withoutARule_theUserIsAsked_withTheWholeAddress_andNoIsNo()
    {
        Box box(page, {u"{\"url\": \"https://docs.example.com/a?secret=abc#frag\"}"_s}, Decision::No);
        QCOMPARE(box.turn(u"Look it up."_s), TurnOutcome::Answered);
        QCOMPARE(box.user.asked().size(), 1);
        QCOMPARE(box.user.asked()[0].preview, u"https://docs.example.com/a?secret=abc"_s);
        QVERIFY(box.user.asked()[0].always.contains(u"https://docs.example.com"_s));
        QVERIFY(box.user.asked()[0].reason.isEmpty());
        QVERIFY(!box.isOk());
        QVERIFY(box.result().contains(u"did not allow"_s));
    }

    void anAnswerForMoreThanOnce_isRememberedForTheHost_data()
    {
        QTest::addColumn<Decision>("decision");
        QTest::addColumn<qsizetype>("asked");
        QTest::newRow("once") << Decision::Once << qsizetype{2};
        QTest::newRow("chat") << Decision::Chat << qsizetype{1};
        QTest::newRow("always") << Decision::Always << qsizetype{1};
        QTest::newRow("everywhere") << Decision::Everywhere << qsizetype{1};
    }
    void anAnswerForMoreThanOnce_isRememberedForTheHost()
    {
        QFETCH(const Decision, decision);
        QFETCH(const qsizetype, asked);
        // The name leads here, and so nowhere public: it is asked about, and then not connected to.
        Box box(page,
                {u"{\"url\": \"http://kalpana.example.com/a\"}"_s, u"{\"url\": \"http://kalpana.example.com/b\"}"_s},
                decision);
        fetch::HttpPages near({.proxy = u"none"_s}, {},
                              [](const QString&, fetch::Clock::time_point, const std::stop_token&) {
                                  return QList{QHostAddress(QHostAddress::LocalHost)};
                              });
        box.pages = &near;
        QCOMPARE(box.turn(u"Look it up."_s), TurnOutcome::Answered);
        QCOMPARE(box.user.asked().size(), asked);
        // What was answered does not name the host: where its name leads near, nothing is fetched.
        QVERIFY2(box.result(0).contains(u"not public"_s) && box.result(1).contains(u"not public"_s),
                 qPrintable(box.result(1)));
        QVERIFY(box.web->heads().isEmpty());
    }

    void aRuleThatDenies_isToldToTheModel_andNothingIsAsked()
    {
        Box box(page, {call});
        box.rules.rules.push_back({.tool = "fetch", .path = "*", .decision = permissions::Decision::Deny});
        QCOMPARE(box.turn(u"Look it up."_s), TurnOutcome::Answered);
        QVERIFY(box.result().contains(u"denies"_s));
        QVERIFY(box.user.asked().isEmpty());
        QVERIFY(box.web->heads().isEmpty());
    }

    void aPolicyThatAsks_isAskedAbout()
    {
        Box box(page, {call});
        box.folder.write(policyPath, R"({"rules": [{"tool": "fetch", "host": "*", "decision": "ask"}]})");
        QCOMPARE(box.turn(u"Look it up."_s), TurnOutcome::Answered);
        QCOMPARE(box.user.asked().size(), 1);
        QVERIFY(box.user.asked()[0].reason.contains(u"policy"_s));
        QVERIFY2(box.isOk(), qPrintable(box.result()));
    }

    void thisComputer_isRefused_whereNoRuleNamesIt()
    {
        Box box(page, {call});
        box.rules = {};
        QCOMPARE(box.turn(u"Look it up."_s), TurnOutcome::Answered);
        QVERIFY(box.user.asked().isEmpty());
        QVERIFY2(!box.isOk() && box.result().contains(u"\"127.0.0.1\""_s), qPrintable(box.result()));
        QVERIFY(box.web->heads().isEmpty());
    }

    void aRedirectToAnotherHost_isNamed_andAskedAboutWhenItIsWanted()
    {
        Box box(
            {{"/x?y=z", PageAnswer::page("text/html", "", "302 Found", "Location: https://other.example.com/q\r\n")}},
            {call, u"{\"url\": \"https://other.example.com/q\"}"_s}, Decision::No);
        QCOMPARE(box.turn(u"Look it up."_s), TurnOutcome::Answered);
        QVERIFY(!box.isOk(0));
        QVERIFY2(box.result(0).contains(u"https://other.example.com/q"_s), qPrintable(box.result(0)));
        QCOMPARE(box.user.asked().size(), 1);
        QCOMPARE(box.user.asked()[0].preview, u"https://other.example.com/q"_s);
    }

    void aLongPage_isShownByItsEnds_andReadOnByLines()
    {
        QByteArray lines;
        for (int line = 1; line <= 20'000; ++line)
            lines += "line " + QByteArray::number(line) + '\n';
        Box box({{"/x?y=z", PageAnswer::page("text/plain", lines)}},
                {call, u"{\"url\": \"HERE/x?y=z\", \"offset\": 10000, \"limit\": 2}"_s});
        QCOMPARE(box.turn(u"Look it up."_s), TurnOutcome::Answered);
        QVERIFY(box.result(0).contains(u"\nline 1\n"_s) && box.result(0).endsWith(u"line 20000\n"_s));
        QVERIFY(box.result(0).contains(u"left out here. Read them with offset and limit."_s));
        QVERIFY(box.result(0).size() < 31'000);
        QVERIFY2(box.result(1).endsWith(u"]\nline 10000\nline 10001\n"_s), qPrintable(box.result(1)));
        QCOMPARE(box.web->heads().size(), 1);
    }

    void whatFails_isToldToTheModel_andTheTurnGoesOn()
    {
        Box box({{"/x?y=z", PageAnswer::page("image/png", "x")}},
                {call, u"{\"url\": \"http://127.0.0.1:1/\"}"_s, u"{\"url\": \"ftp://127.0.0.1/\"}"_s,
                 u"{\"url\": \"\"}"_s});
        QCOMPARE(box.turn(u"Look it up."_s), TurnOutcome::Answered);
        QVERIFY(box.result(0).contains(u"image/png"_s));
        QVERIFY(box.result(1).contains(u"127.0.0.1 refused"_s));
        QVERIFY(box.result(2).contains(u"http://"_s));
        QVERIFY(box.result(3).contains(u"url"_s));
    }

    void whereItIsOff_theModelHasNoTool_andIsToldSoIfItCallsIt()
    {
        Box box(page, {call});
        box.pages = nullptr;
        QCOMPARE(box.turn(u"Look it up."_s), TurnOutcome::Answered);
        QVERIFY(!QJsonDocument(box.server.requests()[0].body).toJson().contains("\"fetch\""));
        QVERIFY(box.result().contains(u"turned off"_s));
        QVERIFY(box.web->heads().isEmpty());
    }

    void whereItIsOn_theModelHasATool_inPlanModeToo()
    {
        Box box(page, {call});
        QCOMPARE(box.turn({.text = u"Look it up."_s, .mode = Mode::Plan}), TurnOutcome::Answered);
        QVERIFY(QJsonDocument(box.server.requests()[0].body).toJson().contains("\"fetch\""));
        QVERIFY(box.isOk());
    }

    void theSetting_isOffByItself()
    {
        const test::TemporaryFolder folder;
        auto settings = settings::Settings::load(folder.path()).value();
        secrets::MemoryStore secrets;
        QVERIFY(fetch::chosenPages(settings, secrets).value() == nullptr);
        QVERIFY(settings.setValue(u"agent.fetch"_s, true));
        QVERIFY(fetch::chosenPages(settings, secrets).value() != nullptr);
        QVERIFY(settings.setValue(u"network.proxy"_s, u"nonsense"_s));
        QCOMPARE(fetch::chosenPages(settings, secrets).error().code, ErrorCode::Config);
    }
};

QTEST_GUILESS_MAIN(TurnFetchTest)
#include "turn_fetch_test.moc"
