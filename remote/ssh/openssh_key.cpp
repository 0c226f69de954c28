#include "remote/ssh/openssh_key.h"

#include "remote/ssh/wire.h"

#include <QCoreApplication>

#include <array>
#include <botan/exceptn.h>
#include <botan/pwdhash.h>
#include <openssl/evp.h>
#include <string_view>

namespace kalpana::ssh {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SshKey)
};

/// bcrypt_pbkdf(3), the key derivation of encrypted OpenSSH keys (PROTOCOL.key). 16 rounds take a tenth of a second, on
/// purpose.
Result<Secret> derivedKey(const OpenSshKey& key, const Secret& passphrase, std::size_t size)
{
    QByteArray derived(static_cast<qsizetype>(size), '\0');
    try {
        const auto hash = Botan::PasswordHashFamily::create_or_throw("Bcrypt-PBKDF")->from_params(key.rounds);
        const auto password = passphrase.reveal();
        hash->derive_key(reinterpret_cast<std::uint8_t*>(derived.data()), size, password.data(), password.size(),
                         reinterpret_cast<const std::uint8_t*>(key.salt.data()),
                         static_cast<std::size_t>(key.salt.size()));
    } catch (const Botan::Exception& error) {
        return failure(ErrorCode::Unsupported,
                       Text::tr("The private key is damaged. Restore it, or make a new one with “ssh-keygen”."),
                       QString::fromUtf8(error.what()));
    }
    return Secret(std::move(derived));
}

Result<Secret> decrypted(const OpenSshKey& key, const Secret& passphrase)
{
    if (!key.isEncrypted())
        return Secret(std::string_view(key.secret.data(), static_cast<std::size_t>(key.secret.size())));
    const auto name = key.cipher.toByteArray();
    const auto* cipher = name.endsWith("-ctr") || name.endsWith("-cbc")
                             ? EVP_get_cipherbyname(QByteArray(name).insert(3, '-').constData())
                             : nullptr;
    if (cipher == nullptr)
        return failure(
            ErrorCode::Unsupported,
            Text::tr(
                "The private key is encrypted with %1, which Kalpana can't read. Encrypt it anew with “ssh-keygen -p”.")
                .arg(QString::fromLatin1(name)));
    const auto keySize = static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher));
    const auto ivSize = static_cast<std::size_t>(EVP_CIPHER_get_iv_length(cipher));
    const auto derived = derivedKey(key, passphrase, keySize + ivSize);
    if (!derived)
        return std::unexpected(derived.error());
    const auto* material = reinterpret_cast<const unsigned char*>(derived->reveal().data());
    QByteArray plain(key.secret.size(), '\0');
    auto size = 0;
    auto* context = EVP_CIPHER_CTX_new();
    EVP_DecryptInit_ex2(context, cipher, material, material + keySize, nullptr);
    EVP_CIPHER_CTX_set_padding(context, 0);
    EVP_DecryptUpdate(context, reinterpret_cast<unsigned char*>(plain.data()), &size,
                      reinterpret_cast<const unsigned char*>(key.secret.data()), static_cast<int>(key.secret.size()));
    EVP_CIPHER_CTX_free(context);
    return Secret(std::move(plain));
}

} // namespace

std::optional<OpenSshKey> parseOpenSshKey(QByteArrayView bytes)
{
    static constexpr std::string_view magic("openssh-key-v1\0", 15);
    if (!bytes.startsWith(QByteArrayView(magic.data(), magic.size())))
        return std::nullopt;
    WireReader in(bytes.sliced(static_cast<qsizetype>(magic.size())));
    OpenSshKey key;
    const auto cipher = in.string();
    const auto kdf = in.string();
    const auto options = in.string();
    const auto count = in.number();
    const auto publicBlob = in.string();
    const auto secret = in.string();
    if (!secret || *count != 1)
        return std::nullopt;
    key.cipher = *cipher;
    key.publicBlob = *publicBlob;
    key.secret = *secret;
    if (key.isEncrypted()) {
        WireReader in2(*options);
        const auto salt = in2.string();
        const auto rounds = in2.number();
        if (*kdf != "bcrypt" || !rounds || *rounds == 0)
            return std::nullopt;
        key.salt = *salt;
        key.rounds = *rounds;
    }
    return key;
}

Result<PrivateKey> decryptOpenSshKey(const OpenSshKey& key, const Secret& passphrase)
{
    const auto plain = decrypted(key, passphrase);
    if (!plain)
        return std::unexpected(plain.error());
    WireReader in(QByteArrayView(plain->reveal().data(), static_cast<qsizetype>(plain->reveal().size())));
    const auto check = in.number();
    if (!check || check != in.number())
        return failure(ErrorCode::Authentication, Text::tr("The passphrase is wrong. Try again."));
    return PrivateKey::ofOpenSshFields(in.rest());
}

} // namespace kalpana::ssh
