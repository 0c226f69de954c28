#pragma once

#include "core/base/secret.h"

namespace kalpana::ssh {

/// The key derivation of encrypted OpenSSH private keys (PROTOCOL.key of OpenSSH; bcrypt_pbkdf(3) of OpenBSD): PBKDF2
/// in shape, with bcrypt over SHA-512 as its hash. 16 rounds take about a tenth of a second, on purpose.
[[nodiscard]] Secret bcryptPbkdf(const Secret& passphrase, QByteArrayView salt, unsigned rounds, std::size_t size);

} // namespace kalpana::ssh
