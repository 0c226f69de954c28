#include "remote/bridge/server/search/names.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

class NamesTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;
    Root m_root{m_folder.path().toStdString()};

    QStringList find(const char* query, std::size_t limit = 100) const
    {
        QStringList paths;
        const auto found = findNames(m_root, {.query = query, .limit = limit}, {});
        for (const auto& file : found ? found->files : std::vector<NamedFile>())
            paths.append(QString::fromStdString(file.path));
        return paths;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const auto* path :
             {"src/main.cpp", "src/domain/name.cpp", "docs/maintenance.md", "remote/bridge/server/main.cpp",
              "src/FileSearch.cpp", "src/file_search.h", "src/profiles/earch.txt", "README.md",
              "tests/unit/readme_test.cpp", "node_modules/main.cpp"})
            m_folder.write(QString::fromUtf8(path), "");
        m_folder.write(u".gitignore"_s, "node_modules\n");
    }

    void bestComesFirst_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QString>("first");
        const auto row = [](const char* query, const char* first) {
            QTest::newRow(query) << QByteArray(query) << QString::fromUtf8(first);
        };
        row("main", "src/main.cpp");
        row("main.cpp", "src/main.cpp");
        row("server main", "remote/bridge/server/main.cpp");
        row("rbsm", "remote/bridge/server/main.cpp");
        row("fs", "src/FileSearch.cpp");
        row("FS", "src/FileSearch.cpp");
        row("filesearch", "src/FileSearch.cpp");
        row("readme", "README.md");
        row("name", "src/domain/name.cpp");
        row("mnt", "docs/maintenance.md");
        row("src/f", "src/file_search.h");
    }
    void bestComesFirst()
    {
        QFETCH(QByteArray, query);
        QTEST(find(query.constData()).value(0), "first");
    }

    void whatIsIgnored_orHasNotTheLetters_isNotFound()
    {
        QVERIFY(!find("main").contains(u"node_modules/main.cpp"_s));
        QCOMPARE(find("xyz"), QStringList());
        QCOMPARE(find("zmain"), QStringList());
        const auto all = findNames(m_root, {.query = "main", .respectIgnore = false}, {});
        QVERIFY(std::ranges::any_of(all->files, [](const auto& file) { return file.path == "node_modules/main.cpp"; }));
    }

    void emptyQuery_findsAll_theShortestFirst()
    {
        const auto found = findNames(m_root, {.query = " ", .limit = 3}, {});
        QCOMPARE(found->found, 10U);
        QCOMPARE(found->files.size(), std::size_t{3});
        QCOMPARE(found->files.at(0).path, "README.md");
    }

    void limit_isKept_andTheRestCounted()
    {
        const auto found = findNames(m_root, {.query = "e", .limit = 2}, {});
        QCOMPARE(found->files.size(), std::size_t{2});
        QVERIFY(found->found > 4);
        QCOMPARE(find("e", 2), find("e").mid(0, 2));
        QVERIFY(find("e", 0).isEmpty());
    }

    void places_areThoseOfTheLetters()
    {
        for (const auto* query : {"main", "rbsm", "FS", "srch", "tur"}) {
            const auto found = findNames(m_root, {.query = query}, {});
            QVERIFY(!found->files.empty());
            for (const auto& file : found->files) {
                QCOMPARE(file.places.size(), std::string_view(query).size());
                QVERIFY(std::ranges::is_sorted(file.places));
                for (std::size_t i = 0; i < file.places.size(); ++i)
                    QCOMPARE(QChar::fromLatin1(file.path.at(file.places[i])).toLower(),
                             QChar::fromLatin1(query[i]).toLower());
            }
        }
        const auto main = findNames(m_root, {.query = "main"}, {});
        QCOMPARE(main->files.at(0).places, (std::vector<std::uint32_t>{4, 5, 6, 7}));
    }

    void partOfTheTree_isSearchedAlone()
    {
        const auto found = findNames(m_root, {.query = "main", .path = "remote"}, {});
        QCOMPARE(found->found, 1U);
        QCOMPARE(findNames(m_root, {.query = "x", .path = ".."}, {}).error().code, Code::OutsideWorkspace);
        QCOMPARE(findNames(m_root, {.query = "x", .path = "none"}, {}).error().code, Code::NotFound);
    }
};

QTEST_GUILESS_MAIN(NamesTest)
#include "names_test.moc"
