#pragma once

#include "core/base/error.h"
#include "remote/ssh/host_key.h"

#include <QList>
#include <QStringList>

namespace kalpana::ssh {

/// A line of known_hosts that is about the host in question.
struct KnownKey {
    HostKey key;
    QString file;
    int line = 0;
    bool revoked = false;

    [[nodiscard]] QString place() const { return file + u':' + QString::number(line); }
};

/// What known_hosts says about one host. Read once for a connection, before it is made: it also decides which kinds of
/// host keys are asked for first. Format: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT.
class KnownHosts final {
public:
    enum class Verdict {
        Known,
        Unknown,
        Changed, ///< Another key of this type is known.
        Revoked,
    };

    /// `host` as known_hosts names it. Missing files are no error; unreadable ones are ErrorCode::Config. Lines that
    /// can't be understood are passed over, as OpenSSH does.
    [[nodiscard]] static Result<KnownHosts> read(const QStringList& files, const QString& host);

    [[nodiscard]] Verdict check(const HostKey& key) const;
    [[nodiscard]] const QList<KnownKey>& keys() const { return m_keys; }
    /// Host key algorithms, comma-separated, those with a known key first (as OpenSSH orders them): else a server's
    /// second key would look like an unknown host.
    [[nodiscard]] QByteArray preferredAlgorithms() const;

private:
    void readLine(QByteArrayView line, const QString& file, int number, const QString& host);
    QList<KnownKey> m_keys;
};

/// "example.org", or "[example.org]:2222" for another port than 22; lower case.
[[nodiscard]] QString knownHostsName(const QString& host, quint16 port);

/// Appends a line, making the file (0600) and its folder (0700) where missing. ErrorCode::Config when it can't be
/// written.
[[nodiscard]] Result<void> appendKnownHost(const QString& file, const QString& host, const HostKey& key);

} // namespace kalpana::ssh
