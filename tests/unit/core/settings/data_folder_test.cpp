#include "core/settings/data_folder.h"

#include <QDir>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;

class DataFolderTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void chosenFolder_comesFirst()
    {
        qputenv("KALPANA_DATA_DIR", "/chosen/");
        qputenv("XDG_DATA_HOME", "/xdg");
        QCOMPARE(settings::dataFolder(), u"/chosen"_s);
    }
    void xdgDataHome_isUsed_whenAbsolute()
    {
        qunsetenv("KALPANA_DATA_DIR");
        qputenv("XDG_DATA_HOME", "/xdg");
        QCOMPARE(settings::dataFolder(), u"/xdg/kalpana/desktop"_s);
        qputenv("XDG_DATA_HOME", "relative");
        QCOMPARE(settings::dataFolder(), QDir::homePath() + u"/.local/share/kalpana/desktop"_s);
    }
};

QTEST_GUILESS_MAIN(DataFolderTest)
#include "data_folder_test.moc"
