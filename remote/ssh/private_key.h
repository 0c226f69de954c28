#pragma once

#include "core/base/error.h"
#include "remote/ssh/host_key.h"

#include <QByteArray>

#include <memory>

struct evp_pkey_st;

namespace kalpana::ssh {

/// A private key that can sign. Its secret half lives in OpenSSL's memory, wiped when it goes. Any thread, one at a
/// time.
class PrivateKey final {
public:
    struct Free {
        void operator()(evp_pkey_st* key) const;
    };
    using Handle = std::unique_ptr<evp_pkey_st, Free>;

    /// Takes an Ed25519, RSA or NIST-curve key; ErrorCode::Unsupported for others.
    [[nodiscard]] static Result<PrivateKey> of(Handle key);
    /// The secret part of an OpenSSH private key: type, then fields (PROTOCOL.key, section 3).
    [[nodiscard]] static Result<PrivateKey> ofOpenSshFields(QByteArrayView fields);

    [[nodiscard]] const HostKey& publicKey() const { return m_public; }
    /// The bare signature of RFC 4253 6.6, RFC 8332 and RFC 8709, for an algorithm such as "rsa-sha2-512".
    [[nodiscard]] Result<QByteArray> sign(QByteArrayView data, const QByteArray& algorithm) const;

private:
    PrivateKey(Handle key, HostKey publicKey) : m_key(std::move(key)), m_public(std::move(publicKey)) {}
    Handle m_key;
    HostKey m_public;
};

} // namespace kalpana::ssh
