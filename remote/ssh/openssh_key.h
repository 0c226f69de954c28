#pragma once

#include "core/base/secret.h"
#include "remote/ssh/private_key.h"

#include <optional>

namespace kalpana::ssh {

/// OpenSSH's private key container, "openssh-key-v1" (PROTOCOL.key of OpenSSH), after its base64 was taken off.
struct OpenSshKey {
    QByteArrayView cipher;
    QByteArrayView salt;
    unsigned rounds = 0;
    QByteArrayView publicBlob;
    QByteArrayView secret; ///< Encrypted unless the cipher is "none".

    [[nodiscard]] bool isEncrypted() const { return cipher != "none"; }
};

/// The views point into `bytes`. Nothing when they are no such container, or hold more than one key.
[[nodiscard]] std::optional<OpenSshKey> parseOpenSshKey(QByteArrayView bytes);

/// ErrorCode::Authentication when the passphrase is wrong, Unsupported for a cipher or key that is not known here.
[[nodiscard]] Result<PrivateKey> decryptOpenSshKey(const OpenSshKey& key, const Secret& passphrase);

} // namespace kalpana::ssh
