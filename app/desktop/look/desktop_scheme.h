#pragma once

#include <QDBusPendingCallWatcher>
#include <QDBusVariant>
#include <QObject>

#include <optional>

namespace kalpana::desktop::look {

/// Whether the desktop is dark, as its portal says (org.freedesktop.portal.Settings, color-scheme). Qt 6.8 knows it
/// only where a theme plugin of that desktop is installed. Asks at once, and waits for nothing.
class DesktopScheme final : public QObject {
    Q_OBJECT
public:
    explicit DesktopScheme(QObject* parent = nullptr);
    /// Whether there is a session bus to ask on; without one D-Bus would start its own.
    [[nodiscard]] static bool canAsk();

    /// Nothing where the portal has not answered yet, or has no preference.
    [[nodiscard]] std::optional<bool> dark();

Q_SIGNALS:
    /// dark() says something else than before.
    void changed();

private Q_SLOTS:
    void settingChanged(const QString& group, const QString& name, const QDBusVariant& value);

private:
    void take();

    QDBusPendingCall m_asked;
    QDBusPendingCallWatcher m_watcher;
    std::optional<bool> m_dark;
    bool m_isTaken = false;
};

} // namespace kalpana::desktop::look
