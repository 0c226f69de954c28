#include "remote/bridge/server/language/documents.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

class DocumentsTest final : public QObject {
    Q_OBJECT

    using What = Documents::Change::What;

private Q_SLOTS:
    void file_isToldOnce_andAgainWhereItChanged()
    {
        const TemporaryFolder folder;
        const Root root(folder.path().toStdString());
        Documents documents;
        folder.write(u"a"_s, "one");
        folder.write(u"b"_s, "two");
        auto changes = documents.refresh(root, "a", "cpp");
        QCOMPARE(changes->size(), std::size_t(1));
        QCOMPARE(changes->at(0).what, What::Open);
        QCOMPARE(changes->at(0).text, "one");
        QCOMPARE(changes->at(0).languageId, "cpp");
        QVERIFY(documents.refresh(root, "a", "cpp")->empty());
        QCOMPARE(documents.refresh(root, "b", "cpp")->size(), std::size_t(1));

        // Whoever asks for b hears that a has changed.
        folder.write(u"a"_s, "three");
        changes = documents.refresh(root, "b", "cpp");
        QCOMPARE(changes->size(), std::size_t(1));
        QCOMPARE(changes->at(0).what, What::Change);
        QCOMPARE(changes->at(0).path, "a");
        QCOMPARE(changes->at(0).version, 2);
        QCOMPARE(changes->at(0).text, "three");
    }

    void fileThatIsGone_isClosed_andCanNotBeAskedFor()
    {
        const TemporaryFolder folder;
        const Root root(folder.path().toStdString());
        Documents documents;
        folder.write(u"a"_s, "one");
        QVERIFY(documents.refresh(root, "a", "cpp").has_value());
        QFile::remove(folder.path(u"a"_s));
        const auto changes = documents.refresh(root, "", "");
        QCOMPARE(changes->at(0).what, What::Close);
        QCOMPARE(documents.refresh(root, "a", "cpp").error().code, Code::NotFound);
        QCOMPARE(documents.refresh(root, "../a", "cpp").error().code, Code::OutsideWorkspace);
    }

    void tooManyFiles_closeTheOneThatRestsLongest()
    {
        const TemporaryFolder folder;
        const Root root(folder.path().toStdString());
        Documents documents;
        for (std::size_t i = 0; i < Documents::kMost; ++i) {
            folder.write(QString::number(i), "x");
            QCOMPARE(documents.refresh(root, std::to_string(i), "c")->size(), std::size_t(1));
        }
        QVERIFY(documents.refresh(root, "0", "c")->empty());
        folder.write(u"more"_s, "x");
        const auto changes = documents.refresh(root, "more", "c");
        QCOMPARE(changes->at(0).what, What::Close);
        QCOMPARE(changes->at(0).path, "1");
    }

    void fileThatIsTooLarge_isRefused()
    {
        const TemporaryFolder folder;
        const Root root(folder.path().toStdString());
        QFile file(folder.path(u"large"_s));
        QVERIFY(file.open(QFile::WriteOnly) && file.resize(static_cast<qint64>(Documents::kMostBytes) + 1));
        QCOMPARE(Documents().refresh(root, "large", "c").error().code, Code::TooLarge);
    }
};

QTEST_GUILESS_MAIN(DocumentsTest)
#include "documents_test.moc"
