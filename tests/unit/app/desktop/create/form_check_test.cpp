#include "app/desktop/create/form_check.h"

#include <QTest>

using namespace kalpana::desktop::create;
using namespace Qt::StringLiterals;

class FormCheckTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void host_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("problem"); // a part of it; empty: none
        QTest::newRow("this computer") << u"local"_s << QString();
        QTest::newRow("alias") << u"devbox"_s << QString();
        QTest::newRow("user and host") << u"ada@gpu-7.example.org"_s << QString();
        QTest::newRow("with a port") << u"ada@gpu-7.example.org:2222"_s << QString();
        QTest::newRow("address") << u"ssh://ada@10.0.0.7:22"_s << QString();
        QTest::newRow("IPv6") << u"ada@[2001:db8::7]:22"_s << QString();
        QTest::newRow("nothing") << QString() << u"Choose this computer"_s;
        QTest::newRow("two words") << u"my host"_s << u"“my host” is not a host"_s;
        QTest::newRow("an option") << u"-oProxyCommand=x"_s << u"is not a host"_s;
        QTest::newRow("a port that is none") << u"devbox:70000"_s << u"70000"_s;
        QTest::newRow("port zero") << u"devbox:0"_s << u"Port 0"_s;
        QTest::newRow("a path") << u"devbox:/srv"_s << u"is not a host"_s;
        QTest::newRow("another scheme") << u"http://devbox"_s << u"is not a host"_s;
    }
    void host()
    {
        QFETCH(QString, host);
        QFETCH(QString, problem);
        const auto found = check({.host = host, .folder = u"/srv"_s, .name = u"n"_s}, {});
        QCOMPARE(found.host.isEmpty(), problem.isEmpty());
        QVERIFY2(found.host.contains(problem), qPrintable(found.host));
        QVERIFY(found.folder.isEmpty() && found.name.isEmpty());
    }

    void folder_isWhole_orLeftOut()
    {
        const auto problem = [](const QString& folder) {
            return check({.host = u"local"_s, .folder = folder, .name = u"n"_s}, {}).folder;
        };
        for (const auto& good : {u""_s, u"/srv/a b"_s, u"~"_s, u"~/x"_s})
            QVERIFY2(problem(good).isEmpty(), qPrintable(good));
        for (const auto& bad : {u"srv"_s, u"./x"_s, u"~ada/x"_s, u"/srv\n/x"_s})
            QVERIFY2(!problem(bad).isEmpty(), qPrintable(bad));
    }

    void name_isThere_short_andNotTaken()
    {
        const auto problem = [](const QString& name) {
            return check({.host = u"local"_s, .name = name}, {u"Greeter"_s}).name;
        };
        QVERIFY(problem(u"shop"_s).isEmpty());
        QVERIFY(!problem({}).isEmpty());
        QVERIFY(problem(u"greeter"_s).contains(u"already"_s));
        QVERIFY(problem(QString(61, u'x')).contains(u"60"_s));
    }

    void suggestion_isTheFoldersName_andFree()
    {
        QCOMPARE(suggestedName(u"/srv/greeter/"_s, {}), u"greeter"_s);
        QCOMPARE(suggestedName(u"~"_s, {}), u"home"_s);
        QCOMPARE(suggestedName(u"/"_s, {}), QString());
        QCOMPARE(suggestedName(u"~/greeter"_s, {u"Greeter"_s, u"greeter 2"_s}), u"greeter 3"_s);
    }
};

QTEST_GUILESS_MAIN(FormCheckTest)
#include "form_check_test.moc"
