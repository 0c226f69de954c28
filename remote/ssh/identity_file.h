#pragma once

#include "core/base/secret.h"
#include "remote/ssh/private_key.h"

#include <QString>

namespace kalpana::ssh {

/// A private key file as it lies on disk, in OpenSSH's own format or PEM; perhaps encrypted.
class IdentityFile final {
public:
    /// ErrorCode::NotFound when there is none, NoPermission when it can't be read or others can (as ssh refuses it),
    /// Unsupported when it is no private key. A file that holds only a public key is fine: it names a key of the agent.
    [[nodiscard]] static Result<IdentityFile> read(const QString& path);

    [[nodiscard]] const QString& path() const { return m_path; }
    /// Known without a passphrase in OpenSSH's format; else from FILE.pub; else empty.
    [[nodiscard]] const HostKey& publicKey() const { return m_public; }
    [[nodiscard]] bool hasPrivateKey() const { return !m_text.isEmpty(); }
    [[nodiscard]] bool isEncrypted() const { return m_encrypted; }
    /// ErrorCode::Authentication when the passphrase is wrong. Takes a tenth of a second for an encrypted file.
    [[nodiscard]] Result<PrivateKey> unlock(const Secret& passphrase) const;

private:
    QString m_path;
    HostKey m_public;
    Secret m_text;
    bool m_encrypted = false;
};

} // namespace kalpana::ssh
