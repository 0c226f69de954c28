#include "core/models/model_list_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace kalpana;
using namespace kalpana::models;
using namespace Qt::StringLiterals;

class ModelListFileTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsKept_isThereAtTheNextStart()
    {
        const QTemporaryDir folder;
        const ModelList list{.models = {{.id = u"a"_s, .contextTokens = 8192, .prices = Prices{1, 2}}, {.id = u"b"_s}},
                             .at = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5), QTimeZone::UTC)};

        QVERIFY(keepModels(folder.path(), u"localhost:11434"_s, list));

        const auto kept = keptModels(folder.path(), u"localhost:11434"_s);
        QVERIFY(kept);
        QCOMPARE(kept->models, list.models);
        QCOMPARE(kept->at, list.at);
        QVERIFY(!keptModels(folder.path(), u"openai"_s));
    }

    void aProvidersName_neverLeadsElsewhere()
    {
        const QTemporaryDir folder;

        QVERIFY(keepModels(folder.path(), u"../../x"_s, {.models = {}, .at = QDateTime::currentDateTimeUtc()}));

        QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{u"models"_s});
        QCOMPARE(QDir(folder.filePath(u"models"_s)).entryList(QDir::Files | QDir::Hidden).size(), 1);
    }

    void aDamagedFile_isNoList()
    {
        const QTemporaryDir folder;
        QDir(folder.path()).mkpath(u"models"_s);
        for (const QByteArray content :
             {"", "{", "[]", R"({"at":"x","models":[]})", R"({"at":"2026-01-02T03:04:05Z"})"}) {
            QFile file(folder.filePath(u"models/p.json"_s));
            QVERIFY(file.open(QFile::WriteOnly));
            file.write(content);
            file.close();
            QVERIFY(!keptModels(folder.path(), u"p"_s));
        }
    }

    void aFolderThatCantBeMade_isSaid()
    {
        QCOMPARE(keepModels(u"/dev/null/x"_s, u"p"_s, {}).error().code, ErrorCode::Storage);
    }
};

QTEST_GUILESS_MAIN(ModelListFileTest)
#include "model_list_file_test.moc"
