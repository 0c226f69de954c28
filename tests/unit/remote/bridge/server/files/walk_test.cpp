#include "remote/bridge/server/files/walk.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

class WalkTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;
    Root m_root{m_folder.path().toStdString()};

    QStringList paths(const WalkSpec& spec) const
    {
        QStringList found;
        const auto walked = walk(m_root, spec, {}, [&found](const Entry& entry) {
            found.append(QString::fromStdString(std::string(entry.path)));
            return Visit::GoOn;
        });
        return walked ? found : QStringList{QString::fromStdString(walked.error().message)};
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_folder.write(u".gitignore"_s, "*.log\n/build/\n!keep.log\n");
        m_folder.write(u".git/config"_s, "");
        m_folder.write(u"a.log"_s, "");
        m_folder.write(u"keep.log"_s, "");
        m_folder.write(u"build/out"_s, "");
        m_folder.write(u"src/.gitignore"_s, "gen/\n!b.log\n");
        m_folder.write(u"src/b.log"_s, "");
        m_folder.write(u"src/c.log"_s, "");
        m_folder.write(u"src/build/x"_s, "");
        m_folder.write(u"src/gen/x"_s, "");
        QVERIFY(QFile::link(u"/etc"_s, m_folder.path(u"src/link"_s)));
    }

    void ignoreFiles_areObeyed_theDeepestFirst()
    {
        QCOMPARE(paths({}), (QStringList{u".gitignore"_s, u"keep.log"_s, u"src"_s, u"src/.gitignore"_s, u"src/b.log"_s,
                                         u"src/build"_s, u"src/build/x"_s, u"src/link"_s}));
    }

    void walkFromWithin_knowsTheRulesAbove()
    {
        QCOMPARE(paths({.path = "src", .recursive = false}),
                 (QStringList{u"src/.gitignore"_s, u"src/b.log"_s, u"src/build"_s, u"src/link"_s}));
    }

    void withoutRules_everythingIsThere()
    {
        QCOMPARE(paths({.recursive = false, .respectIgnore = false}),
                 (QStringList{u".git"_s, u".gitignore"_s, u"a.log"_s, u"build"_s, u"keep.log"_s, u"src"_s}));
    }

    void namesThatBeginAlike_areInOrder()
    {
        const TemporaryFolder folder;
        QStringList names;
        for (int i = 0; i < 300; ++i)
            names.append(u"a-beginning-that-all-share-"_s + QString::number(i * i));
        names.append(u"a-beginning-that-all-share-"_s);
        names.append(u"a-beginning-that-all-share-12345678-and-more"_s);
        names.append(u"a-beginning-that-all-share-12345678"_s);
        for (const auto& name : names)
            folder.write(name, "");
        names.sort();
        QStringList found;
        const Root root(folder.path().toStdString());
        const auto walked = walk(root, {}, {}, [&found](const Entry& entry) {
            found.append(QString::fromStdString(std::string(entry.path)));
            return Visit::GoOn;
        });
        QVERIFY(walked.has_value());
        QCOMPARE(found, names);
    }

    void linksAreNotFollowed()
    {
        for (const auto& path : paths({.respectIgnore = false}))
            QVERIFY(!path.startsWith(u"src/link/"_s));
    }

    void missingFolder_isAFailure()
    {
        QCOMPARE(walk(m_root, {.path = "none"}, {}, [](const Entry&) { return Visit::GoOn; }).error().code,
                 Code::NotFound);
        QCOMPARE(walk(m_root, {.path = ".."}, {}, [](const Entry&) { return Visit::GoOn; }).error().code,
                 Code::OutsideWorkspace);
    }
};

QTEST_GUILESS_MAIN(WalkTest)
#include "walk_test.moc"
