#pragma once

#include "tests/support/temporary_folder.h"

#include <QProcess>
#include <QString>
#include <QStringList>

namespace kalpana::test {

/// A real sshd of the test's own on a port of 127.0.0.1 that it found free, run as whoever runs the test, with its own
/// host keys and a key that it lets in. Up when the constructor returns; gone with the object, and with it everybody's
/// connection.
class TestSshd final {
public:
    struct Options {
        QStringList hostKeys{QStringLiteral("ed25519")}; ///< ed25519, ecdsa, rsa.
        QStringList config{};                            ///< More lines for sshd_config.
        bool clientKeyIsAuthorized = true;
        /// Lets in with this password, by PAM: password and keyboard-interactive. Only where hasPasswords().
        QByteArray password{};
    };
    /// Passwords need root and mount namespaces here: PAM's configuration of sshd is covered by one of the test's own.
    [[nodiscard]] static bool hasPasswords();
    TestSshd() : TestSshd(Options{}) {}
    explicit TestSshd(Options options);
    ~TestSshd();
    TestSshd(const TestSshd&) = delete;
    TestSshd& operator=(const TestSshd&) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QString user() const;
    /// "127.0.0.1:PORT" and "USER@127.0.0.1:PORT".
    [[nodiscard]] QString address() const;
    [[nodiscard]] QString destination() const { return user() + u'@' + address(); }
    /// The private key that is let in, without a passphrase; its public half is beside it with ".pub".
    [[nodiscard]] QString clientKey() const { return path(QStringLiteral("client")); }
    /// "ssh-ed25519 AAAA…" of a host key.
    [[nodiscard]] QByteArray hostKeyLine(const QString& kind = QStringLiteral("ed25519")) const;
    /// A line of known_hosts for that key at this server's address.
    [[nodiscard]] QByteArray knownHostsLine(const QString& kind = QStringLiteral("ed25519")) const;
    /// A fresh ssh_config that names this server `alias`, with its key known and the client key set; `more` are further
    /// lines of that Host block, and win.
    [[nodiscard]] QString configFile(const QString& alias = QStringLiteral("box"), const QStringList& more = {}) const;
    /// Lets in one more public key (a line of authorized_keys).
    void authorize(const QByteArray& publicKey);
    [[nodiscard]] QByteArray log() const { return m_folder.read(QStringLiteral("log")); }
    /// The home of whoever signs in: not the developer's own, whose start-up files may do anything.
    [[nodiscard]] QString home() const { return path(QStringLiteral("home")); }
    /// A path in the server's own folder, short enough for a socket.
    [[nodiscard]] QString path(const QString& below) const { return m_folder.path(below); }

    /// Processes that serve connections: sshd makes one or two for each.
    [[nodiscard]] QList<qint64> connectionPids() const;
    /// Ends the server and every connection, as a machine that goes down.
    void kill();
    /// Ends the connections; the server goes on listening.
    void killConnections();
    /// SIGSTOP or SIGCONT for the connections: a machine that has gone silent.
    void signalConnections(int signal);
    /// On the same port, with the same keys.
    void restart();

private:
    void makeKey(const QString& name, const QString& kind);
    void writeConfig();
    void writePam();
    [[nodiscard]] bool startOn(quint16 port);
    [[nodiscard]] bool answersWithOurKey() const;

    Options m_options;
    TemporaryFolder m_folder;
    quint16 m_port = 0;
    mutable int m_configs = 0;
    QProcess m_process;
};

} // namespace kalpana::test
