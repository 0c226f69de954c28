#include "app/desktop/look/desktop_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QFile>

namespace kalpana::desktop::look {

using namespace Qt::StringLiterals;

namespace {

const auto service = u"org.freedesktop.portal.Desktop"_s;
const auto path = u"/org/freedesktop/portal/desktop"_s;
const auto interface = u"org.freedesktop.portal.Settings"_s;
const auto group = u"org.freedesktop.appearance"_s;
const auto name = u"color-scheme"_s;

QDBusPendingCall ask()
{
    auto call = QDBusMessage::createMethodCall(service, path, interface, u"Read"_s);
    call << group << name;
    return QDBusConnection::sessionBus().asyncCall(call, 2000);
}

/// 0: no preference, 1: dark, 2: light.
std::optional<bool> darkOf(QVariant value)
{
    while (value.canConvert<QDBusVariant>()) // the portal has always answered Read() with a variant in a variant
        value = value.value<QDBusVariant>().variant();
    const auto scheme = value.toUInt();
    return scheme == 1 || scheme == 2 ? std::optional(scheme == 1) : std::nullopt;
}

} // namespace

DesktopScheme::DesktopScheme(QObject* parent) : QObject(parent), m_asked(ask()), m_watcher(m_asked)
{
    QDBusConnection::sessionBus().connect(service, path, interface, u"SettingChanged"_s, this,
                                          SLOT(settingChanged(QString, QString, QDBusVariant)));
    connect(&m_watcher, &QDBusPendingCallWatcher::finished, this, [this] {
        if (m_isTaken)
            return;
        take();
        Q_EMIT changed();
    });
}

void DesktopScheme::settingChanged(const QString& changedGroup, const QString& changedName, const QDBusVariant& value)
{
    if (changedGroup != group || changedName != name)
        return;
    m_isTaken = true;
    m_dark = darkOf(value.variant());
    Q_EMIT changed();
}

bool DesktopScheme::canAsk()
{
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") ||
           QFile::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + u"/bus"_s);
}

std::optional<bool> DesktopScheme::dark()
{
    if (!m_isTaken && m_asked.isFinished())
        take();
    return m_dark;
}

void DesktopScheme::take()
{
    m_isTaken = true;
    const auto reply = m_asked.reply();
    if (reply.type() == QDBusMessage::ReplyMessage && !reply.arguments().isEmpty())
        m_dark = darkOf(reply.arguments().constFirst());
}

} // namespace kalpana::desktop::look
