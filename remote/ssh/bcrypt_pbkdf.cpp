#include "remote/ssh/bcrypt_pbkdf.h"

#include "remote/ssh/blowfish.h"

#include <algorithm>
#include <openssl/crypto.h>
#include <openssl/sha.h>

namespace kalpana::ssh {

namespace {

using Digest = std::array<std::uint8_t, SHA512_DIGEST_LENGTH>;
using Block = std::array<std::uint8_t, 32>;

Digest sha512(const void* data, std::size_t size)
{
    Digest digest{};
    SHA512(static_cast<const unsigned char*>(data), size, digest.data());
    return digest;
}

Block bcryptHash(const Digest& passphrase, const Digest& salt)
{
    Blowfish cipher;
    cipher.expand(salt, passphrase);
    for (auto i = 0; i < 64; ++i) {
        cipher.expand(salt);
        cipher.expand(passphrase);
    }
    std::array<std::uint32_t, 8> words{};
    static constexpr std::string_view text = "OxychromaticBlowfishSwatDynamite";
    for (std::size_t i = 0; i < text.size(); ++i)
        words[i / 4] = words[i / 4] << 8U | static_cast<std::uint8_t>(text[i]);
    for (auto round = 0; round < 64; ++round)
        for (std::size_t i = 0; i < words.size(); i += 2)
            cipher.encrypt(words[i], words[i + 1]);
    Block out{};
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<std::uint8_t>(words[i / 4] >> (i % 4 * 8U));
    OPENSSL_cleanse(&cipher, sizeof cipher);
    return out;
}

} // namespace

Secret bcryptPbkdf(const Secret& passphrase, QByteArrayView salt, unsigned rounds, std::size_t size)
{
    QByteArray key(static_cast<qsizetype>(size), '\0');
    auto hashed = sha512(passphrase.reveal().data(), passphrase.reveal().size());
    const auto stride = (size + sizeof(Block) - 1) / sizeof(Block);
    const auto perBlock = (size + stride - 1) / stride;
    for (std::size_t block = 0; block < stride; ++block) {
        auto salted = salt.toByteArray();
        const auto count = static_cast<std::uint32_t>(block + 1);
        for (auto shift : {24U, 16U, 8U, 0U})
            salted += static_cast<char>(count >> shift & 0xffU);
        auto digest = sha512(salted.constData(), static_cast<std::size_t>(salted.size()));
        auto last = bcryptHash(hashed, digest);
        auto out = last;
        for (unsigned round = 1; round < rounds; ++round) {
            digest = sha512(last.data(), last.size());
            last = bcryptHash(hashed, digest);
            std::ranges::transform(out, last, out.begin(), std::bit_xor<std::uint8_t>());
        }
        // The bytes of a block are spread over the whole key.
        for (std::size_t i = 0; i < perBlock && i * stride + block < size; ++i)
            key[static_cast<qsizetype>(i * stride + block)] = static_cast<char>(out[i]);
        OPENSSL_cleanse(out.data(), out.size());
        OPENSSL_cleanse(last.data(), last.size());
    }
    OPENSSL_cleanse(hashed.data(), hashed.size());
    return Secret(std::move(key));
}

} // namespace kalpana::ssh
