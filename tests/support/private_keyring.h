#pragma once

#include "tests/support/temporary_folder.h"

#include <QProcess>

namespace kalpana::test {

/// A D-Bus session bus of the test's own with no services to activate and, where asked for, an unlocked
/// gnome-keyring-daemon on it that keeps its entries below a temporary folder. Sets DBUS_SESSION_BUS_ADDRESS for this
/// process, and unsets it at its end.
class PrivateKeyring final {
public:
    enum class Daemon { GnomeKeyring, None };
    explicit PrivateKeyring(Daemon daemon = Daemon::GnomeKeyring);
    PrivateKeyring(const PrivateKeyring&) = delete;
    PrivateKeyring& operator=(const PrivateKeyring&) = delete;
    ~PrivateKeyring();

private:
    [[nodiscard]] static bool secretServiceIsUp();
    TemporaryFolder m_folder;
    QProcess m_bus;
    QProcess m_keyring;
};

} // namespace kalpana::test
