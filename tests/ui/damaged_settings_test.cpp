#include "app/desktop/compose/damaged_settings.h"
#include "app/desktop/look/theme.h"
#include "tests/support/temporary_folder.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>
#include <QTimer>

namespace kalpana::test {

using namespace Qt::StringLiterals;

/// What is offered when settings.json can't be read.
class DamagedSettingsTest final : public QObject {
    Q_OBJECT
public:
    explicit DamagedSettingsTest(desktop::look::Theme& theme) : m_theme(theme) {}

private:
    const QByteArray m_damaged = "{\n  \"appearance\": dark\n}\n";
    desktop::look::Theme& m_theme;
    QString m_asked;

    /// Presses this button of the question once that is there.
    Result<std::unique_ptr<desktop::compose::Composition>> makeAndPress(const QString& folder, const char* button)
    {
        m_asked.clear();
        QTimer timer;
        connect(&timer, &QTimer::timeout, this, [&] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            if (!box || !box->isVisible())
                return;
            timer.stop();
            m_asked = box->text() + u'\n' + box->informativeText();
            takePicture(*box, u"damaged-settings"_s);
            QTest::mouseClick(childNamed<QPushButton>(*box, button), Qt::LeftButton);
        });
        timer.start(10);
        return desktop::compose::makeOrSetAside(
            {.dataFolder = folder}, m_theme,
            [](const desktop::workbench::Shared&) -> Result<std::unique_ptr<desktop::workbench::Workbench>> {
                return failure(ErrorCode::Internal, u"there is no workbench here"_s);
            });
    }

private Q_SLOTS:
    void setAside_keepsTheFileByAnotherName_andGoesOnWithTheDefaults()
    {
        const TemporaryFolder folder;
        folder.write(u"settings.json"_s, m_damaged);
        folder.write(u"settings.json.damaged-1"_s, "an older one");
        const auto made = makeAndPress(folder.path(), "setAside");
        QVERIFY2(made.has_value(), qPrintable(made ? QString() : made.error().sentence));
        QVERIFY2(m_asked.contains(folder.path(u"settings.json:2"_s)), qPrintable(m_asked));
        QVERIFY2(m_asked.contains(folder.path(u"settings.json.damaged-2"_s)), qPrintable(m_asked));
        QCOMPARE(folder.read(u"settings.json.damaged-2"_s), m_damaged);
        QCOMPARE(folder.read(u"settings.json.damaged-1"_s), "an older one");
        QVERIFY(!QFile::exists(folder.path(u"settings.json"_s)));
        QVERIFY(!(*made)->window().windowTitle().isEmpty());
    }

    void quit_leavesEverythingAsItIs()
    {
        const TemporaryFolder folder;
        folder.write(u"settings.json"_s, m_damaged);
        const auto made = makeAndPress(folder.path(), "quit");
        QCOMPARE(made.error().code, ErrorCode::Cancelled);
        QCOMPARE(folder.read(u"settings.json"_s), m_damaged);
    }

    void settingsInOrder_askNothing()
    {
        const TemporaryFolder folder;
        QVERIFY(makeAndPress(folder.path(), "quit").has_value());
        QCOMPARE(m_asked, QString());
    }
};

} // namespace kalpana::test

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    kalpana::desktop::look::Theme theme(application);
    kalpana::test::DamagedSettingsTest test(theme);
    return QTest::qExec(&test, argc, argv);
}

#include "damaged_settings_test.moc"
