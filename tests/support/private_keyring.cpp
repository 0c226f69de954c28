#include "tests/support/private_keyring.h"

#include <QTest>

#include <csignal>

namespace kalpana::test {

using namespace Qt::StringLiterals;

PrivateKeyring::PrivateKeyring(Daemon daemon)
{
    const auto socket = m_folder.path(u"bus"_s);
    const auto config = m_folder.write(
        u"bus.conf"_s, "<busconfig><type>session</type><listen>unix:path=" + socket.toUtf8() +
                           "</listen><auth>EXTERNAL</auth><policy context=\"default\">"
                           "<allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>"
                           "<allow own=\"*\"/></policy></busconfig>");
    m_bus.start(u"dbus-daemon"_s, {u"--nofork"_s, u"--config-file="_s + config, u"--print-address=1"_s});
    if (!m_bus.waitForReadyRead(10000))
        qFatal("dbus-daemon did not start: %s", m_bus.readAllStandardError().constData());
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readLine().trimmed());
    if (daemon == Daemon::None)
        return;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_DATA_HOME"_s, m_folder.path(u"keyrings"_s));
    m_keyring.setProcessEnvironment(environment);
    m_keyring.start(u"gnome-keyring-daemon"_s, {u"--foreground"_s, u"--unlock"_s, u"--components=secrets"_s,
                                                u"--control-directory="_s + m_folder.path(u"control"_s)});
    m_keyring.write("password of the tests");
    m_keyring.closeWriteChannel();
    if (!QTest::qWaitFor(secretServiceIsUp, 20000))
        qFatal("gnome-keyring-daemon did not start: %s", m_keyring.readAllStandardError().constData());
}

PrivateKeyring::~PrivateKeyring()
{
    // GIO, on which QtKeychain's libsecret stands, sends SIGTERM to a program whose session bus goes away.
    std::signal(SIGTERM, SIG_IGN);
    for (auto* process : {&m_keyring, &m_bus}) {
        process->terminate();
        process->waitForFinished(5000);
    }
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
}

bool PrivateKeyring::secretServiceIsUp()
{
    QProcess ask;
    ask.start(u"dbus-send"_s, {u"--session"_s, u"--print-reply"_s, u"--dest=org.freedesktop.DBus"_s, u"/"_s,
                               u"org.freedesktop.DBus.NameHasOwner"_s, u"string:org.freedesktop.secrets"_s});
    return ask.waitForFinished(5000) && ask.readAllStandardOutput().contains("boolean true");
}

} // namespace kalpana::test
