#include "remote/bridge/server/files/changes.h"

#include <QTest>

using namespace kalpana::bridge::server;
using What = Changes::What;

class ChangesTest final : public QObject {
    Q_OBJECT

    /// "a+ b* c-": what is said of files, folders with a slash behind.
    static QByteArray said(std::initializer_list<std::pair<const char*, What>> events)
    {
        Changes changes;
        for (const auto& [name, what] : events) {
            std::string path = name;
            const bool isFolder = path.ends_with('/');
            if (isFolder)
                path.pop_back();
            changes.add(path, what, isFolder);
        }
        QByteArray text;
        for (const auto& [path, change] : changes.byPath())
            text += QByteArray::fromStdString(path) + "+*-"[static_cast<int>(change.what)] + ' ';
        return text.trimmed();
    }

private Q_SLOTS:
    void whatHappenedToAFile_isSaidOnce()
    {
        QCOMPARE(said({{"a", What::Created}, {"a", What::Changed}, {"a", What::Changed}}), "a+");
        QCOMPARE(said({{"a", What::Changed}, {"a", What::Changed}}), "a*");
        QCOMPARE(said({{"a", What::Created}, {"a", What::Removed}}), "");
        QCOMPARE(said({{"a", What::Changed}, {"a", What::Removed}}), "a-");
        QCOMPARE(said({{"a", What::Removed}, {"a", What::Created}}), "a*");
        QCOMPARE(said({{"a", What::Removed}, {"a", What::Created}, {"a", What::Removed}}), "a-");
        QCOMPARE(said({{"b", What::Created}, {"a", What::Removed}}), "a- b+");
    }

    void folderThatGoes_takesWhatWasSaidOfItsFiles()
    {
        QCOMPARE(said({{"d/x", What::Changed}, {"d-e", What::Changed}, {"d/", What::Removed}}), "d- d-e*");
        QCOMPARE(said({{"d/", What::Created}, {"d/x", What::Created}, {"d/", What::Removed}}), "");
    }

    void folderThatComesBack_isCreated_notChanged()
    {
        QCOMPARE(said({{"d/", What::Removed}, {"d/", What::Created}, {"d/x", What::Created}}), "d+ d/x+");
        QCOMPARE(said({{"d/", What::Removed}, {"d/", What::Created}, {"d/", What::Removed}}), "d-");
        QCOMPARE(said({{"d/", What::Removed}, {"d", What::Created}, {"d", What::Removed}, {"d", What::Created}}), "d+");
    }

    void tooMuch_meansLookAgain()
    {
        Changes changes;
        QVERIFY(changes.isEmpty());
        for (std::size_t i = 0; i <= Changes::kMost; ++i)
            changes.add(std::to_string(i), What::Created, false);
        QVERIFY(changes.mustLookAgain());
        QVERIFY(changes.byPath().empty());
        changes.add("one more", What::Created, false);
        QVERIFY(changes.byPath().empty());
    }
};

QTEST_GUILESS_MAIN(ChangesTest)
#include "changes_test.moc"
