#pragma once

#include <QByteArray>
#include <QString>

namespace kalpana::ssh {

/// A public key as it stands on the wire and, in base64, in known_hosts and authorized_keys (RFC 4253 6.6).
struct HostKey {
    QByteArray blob;

    /// "ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa": the first string of the blob.
    [[nodiscard]] QByteArray type() const;
    /// "ED25519", "ECDSA", "RSA", as ssh prints it.
    [[nodiscard]] QString typeName() const;
    /// "SHA256:…", as `ssh-keygen -l` prints it.
    [[nodiscard]] QString fingerprint() const;

    bool operator==(const HostKey&) const = default;
};

} // namespace kalpana::ssh
