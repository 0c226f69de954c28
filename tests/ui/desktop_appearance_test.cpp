#include "app/desktop/compose/composition.h"
#include "app/desktop/compose/options.h"
#include "app/desktop/look/theme.h"
#include "tests/support/private_keyring.h"
#include "tests/support/temporary_folder.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QDBusVirtualObject>
#include <QProcess>
#include <QSocketNotifier>
#include <QTest>

#include <cstdio>

namespace kalpana::test {

using namespace Qt::StringLiterals;

/// What of a desktop says whether it is dark: org.freedesktop.portal.Settings, as xdg-desktop-portal has it. In a
/// process of its own, for Qt asks while it starts. "dark" or "light" on standard input changes it.
class Portal final : public QDBusVirtualObject {
public:
    int run(bool dark)
    {
        m_dark = dark;
        auto bus = QDBusConnection::sessionBus();
        if (!bus.registerVirtualObject(u"/org/freedesktop/portal/desktop"_s, this) ||
            !bus.registerService(u"org.freedesktop.portal.Desktop"_s))
            return 1;
        QSocketNotifier input(0, QSocketNotifier::Read);
        connect(&input, &QSocketNotifier::activated, this, [this] {
            char line[32] = {};
            if (!std::fgets(line, sizeof line, stdin))
                return QCoreApplication::quit();
            m_dark = QByteArray(line).startsWith("dark");
            auto changed =
                QDBusMessage::createSignal(u"/org/freedesktop/portal/desktop"_s, interface, u"SettingChanged"_s);
            changed << names << u"color-scheme"_s << QVariant::fromValue(QDBusVariant(scheme()));
            QDBusConnection::sessionBus().send(changed);
        });
        std::puts("ready");
        std::fflush(stdout);
        return QCoreApplication::exec();
    }

    QString introspect(const QString&) const override { return {}; }
    bool handleMessage(const QDBusMessage& message, const QDBusConnection& bus) override
    {
        const auto wanted = message.arguments();
        if (message.interface() != interface)
            return false;
        if (wanted.size() == 2 && wanted[0] == names && wanted[1] == u"color-scheme"_s) {
            auto value = QVariant::fromValue(QDBusVariant(scheme()));
            if (message.member() == u"Read"_s) // as the portal has it: a variant in a variant
                value = QVariant::fromValue(QDBusVariant(value));
            return bus.send(message.createReply(value));
        }
        return bus.send(message.createErrorReply(u"org.freedesktop.portal.Error.NotFound"_s, u"no such setting"_s));
    }

private:
    [[nodiscard]] uint scheme() const { return m_dark ? 1 : 2; }
    const QString interface = u"org.freedesktop.portal.Settings"_s;
    const QString names = u"org.freedesktop.appearance"_s;
    bool m_dark = false;
};

/// Home on a desktop that is dark, and changes its mind.
class DesktopAppearanceTest final : public QObject {
    Q_OBJECT
public:
    DesktopAppearanceTest(desktop::look::Theme& theme, QProcess& portal) : m_theme(theme), m_portal(portal) {}

private:
    desktop::look::Theme& m_theme;
    QProcess& m_portal;

    /// It was started before there was an event loop to write for it.
    void say(const char* line)
    {
        m_portal.write(line);
        QVERIFY(m_portal.waitForBytesWritten());
    }

private Q_SLOTS:
    void home_followsTheDesktop()
    {
        const TemporaryFolder folder;
        const auto made = desktop::compose::Composition::make(
            {.dataFolder = folder.path()}, m_theme,
            [](const desktop::workbench::Shared&) -> Result<std::unique_ptr<desktop::workbench::Workbench>> {
                return failure(ErrorCode::Internal, u"there is no workbench here"_s);
            });
        QVERIFY(made.has_value());
        auto& window = (*made)->window();
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTRY_VERIFY(m_theme.dark());
        QTRY_VERIFY(window.palette().color(QPalette::Window).lightness() < 100);
        takePicture(window, u"home-on-a-dark-desktop"_s);
        say("light\n");
        QTRY_VERIFY(!m_theme.dark());
        QTRY_VERIFY(window.palette().color(QPalette::Window).lightness() > 200);
        say("dark\n");
        QTRY_VERIFY(m_theme.dark());
        // What the user has chosen goes before what the desktop says.
        m_theme.setAppearance(desktop::look::Appearance::Light);
        QVERIFY(!m_theme.dark());
    }
};

} // namespace kalpana::test

int main(int argc, char** argv)
{
    using namespace Qt::StringLiterals;
    if (argc == 3 && QByteArray(argv[1]) == "--portal") {
        const QCoreApplication application(argc, argv);
        return kalpana::test::Portal().run(QByteArray(argv[2]) == "dark");
    }
    const kalpana::test::PrivateKeyring bus(kalpana::test::PrivateKeyring::Daemon::None);
    QProcess portal;
    portal.start(QString::fromLocal8Bit(argv[0]), {u"--portal"_s, u"dark"_s});
    if (!portal.waitForReadyRead(10000) || portal.readLine().trimmed() != "ready")
        qFatal("the portal did not start: %s", portal.readAllStandardError().constData());
    qputenv("XDG_CURRENT_DESKTOP", "GNOME");
    qputenv("QT_QPA_PLATFORM", "xcb");
    QApplication application(argc, argv);
    kalpana::desktop::look::Theme theme(application);
    kalpana::test::DesktopAppearanceTest test(theme, portal);
    const auto code = QTest::qExec(&test, argc, argv);
    portal.closeWriteChannel();
    portal.waitForFinished(5000);
    return code;
}

#include "desktop_appearance_test.moc"
