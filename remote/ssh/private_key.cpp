#include "remote/ssh/private_key.h"

#include "remote/ssh/wire.h"

#include <QCoreApplication>

#include <array>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

namespace kalpana::ssh {

namespace {

struct FreeNumber {
    void operator()(BIGNUM* number) const { BN_clear_free(number); }
};
using Number = std::unique_ptr<BIGNUM, FreeNumber>;

struct Curve {
    const char* ssh;
    const char* openssl;
    qsizetype bytes;
};
constexpr std::array<Curve, 3> curves{
    {{"nistp256", "prime256v1", 32}, {"nistp384", "secp384r1", 48}, {"nistp521", "secp521r1", 66}}};

std::unexpected<Error> unusable()
{
    return failure(
        ErrorCode::Unsupported,
        QCoreApplication::translate(
            "SshKey", "This private key is of a kind that Kalpana can't use. Use an Ed25519, ECDSA or RSA key."));
}

Number number(QByteArrayView magnitude)
{
    return Number(BN_bin2bn(reinterpret_cast<const unsigned char*>(magnitude.data()),
                            static_cast<int>(magnitude.size()), nullptr));
}

QByteArray numberOf(const EVP_PKEY* key, const char* name)
{
    BIGNUM* raw = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &raw) != 1)
        return {};
    const Number value(raw);
    QByteArray bytes(BN_num_bytes(raw), '\0');
    BN_bn2bin(raw, reinterpret_cast<unsigned char*>(bytes.data()));
    return bytes;
}

QByteArray publicBlobOf(const EVP_PKEY* key)
{
    std::array<unsigned char, 256> buffer{};
    auto size = buffer.size();
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_ED25519:
        if (EVP_PKEY_get_raw_public_key(key, buffer.data(), &size) != 1)
            return {};
        return WireWriter().string("ssh-ed25519").string({buffer.data(), static_cast<qsizetype>(size)}).bytes();
    case EVP_PKEY_RSA:
        return WireWriter()
            .string("ssh-rsa")
            .mpint(numberOf(key, OSSL_PKEY_PARAM_RSA_E))
            .mpint(numberOf(key, OSSL_PKEY_PARAM_RSA_N))
            .bytes();
    case EVP_PKEY_EC: {
        std::array<char, 64> group{};
        if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), nullptr) != 1 ||
            EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, buffer.data(), buffer.size(), &size) != 1)
            return {};
        for (const auto& curve : curves)
            if (qstrcmp(group.data(), curve.openssl) == 0)
                return WireWriter()
                    .string(QByteArray("ecdsa-sha2-") + curve.ssh)
                    .string(curve.ssh)
                    .string({buffer.data(), static_cast<qsizetype>(size)})
                    .bytes();
        return {};
    }
    default:
        return {};
    }
}

PrivateKey::Handle built(const char* type, OSSL_PARAM_BLD* builder)
{
    auto* params = OSSL_PARAM_BLD_to_param(builder);
    auto* context = EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr);
    EVP_PKEY* key = nullptr;
    if (params == nullptr || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, params) != 1)
        key = nullptr;
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(builder);
    return PrivateKey::Handle(key);
}

PrivateKey::Handle rsaKey(WireReader& fields)
{
    std::array<std::optional<QByteArrayView>, 6> raw;
    for (auto& field : raw)
        field = fields.string();
    if (!raw.back())
        return {};
    std::array<Number, 6> n;
    for (std::size_t i = 0; i < raw.size(); ++i)
        n[i] = number(*raw[i]);
    const auto& [modulus, publicExponent, privateExponent, coefficient, p, q] = n;
    // OpenSSH leaves out d mod (p-1) and d mod (q-1).
    const Number one(BN_new());
    const Number less(BN_secure_new());
    const Number dp(BN_secure_new());
    const Number dq(BN_secure_new());
    auto* context = BN_CTX_new();
    BN_one(one.get());
    BN_sub(less.get(), p.get(), one.get());
    auto fine = !BN_is_zero(less.get()) && BN_mod(dp.get(), privateExponent.get(), less.get(), context) == 1;
    BN_sub(less.get(), q.get(), one.get());
    fine = fine && !BN_is_zero(less.get()) && BN_mod(dq.get(), privateExponent.get(), less.get(), context) == 1;
    BN_CTX_free(context);
    if (!fine)
        return {};
    auto* builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, publicExponent.get());
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_D, privateExponent.get());
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_FACTOR1, p.get());
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_FACTOR2, q.get());
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_EXPONENT1, dp.get());
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_EXPONENT2, dq.get());
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, coefficient.get());
    return built("RSA", builder);
}

PrivateKey::Handle ecdsaKey(WireReader& fields)
{
    const auto name = fields.string();
    const auto point = fields.string();
    const auto secret = fields.string();
    if (!secret)
        return {};
    for (const auto& curve : curves) {
        if (*name != curve.ssh)
            continue;
        const auto scalar = number(*secret);
        auto* builder = OSSL_PARAM_BLD_new();
        OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, curve.openssl, 0);
        OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point->data(),
                                         static_cast<std::size_t>(point->size()));
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, scalar.get());
        return built("EC", builder);
    }
    return {};
}

PrivateKey::Handle ed25519Key(WireReader& fields)
{
    const auto open = fields.string();
    const auto both = fields.string();
    if (!open || !both || both->size() != 64)
        return {};
    return PrivateKey::Handle(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                                           reinterpret_cast<const unsigned char*>(both->data()), 32));
}

/// OpenSSL's DER pair as two mpints.
QByteArray ecdsaSignature(const QByteArray& der)
{
    const auto* at = reinterpret_cast<const unsigned char*>(der.constData());
    auto* signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    if (signature == nullptr)
        return {};
    const auto magnitude = [](const BIGNUM* value) {
        QByteArray bytes(BN_num_bytes(value), '\0');
        BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
        return bytes;
    };
    const auto out = WireWriter()
                         .mpint(magnitude(ECDSA_SIG_get0_r(signature)))
                         .mpint(magnitude(ECDSA_SIG_get0_s(signature)))
                         .bytes();
    ECDSA_SIG_free(signature);
    return out;
}

/// The hash that an algorithm's name stands for; nullptr where the algorithm has its own (Ed25519).
const EVP_MD* digestFor(const QByteArray& algorithm)
{
    if (algorithm == "ssh-ed25519")
        return nullptr;
    if (algorithm == "rsa-sha2-512" || algorithm == "ecdsa-sha2-nistp521")
        return EVP_sha512();
    if (algorithm == "ecdsa-sha2-nistp384")
        return EVP_sha384();
    if (algorithm == "ssh-rsa")
        return EVP_sha1();
    return EVP_sha256();
}

} // namespace

void PrivateKey::Free::operator()(evp_pkey_st* key) const
{
    EVP_PKEY_free(key);
}

Result<PrivateKey> PrivateKey::of(Handle key)
{
    auto blob = key ? publicBlobOf(key.get()) : QByteArray();
    if (blob.isEmpty())
        return unusable();
    return PrivateKey(std::move(key), HostKey{std::move(blob)});
}

Result<PrivateKey> PrivateKey::ofOpenSshFields(QByteArrayView bytes)
{
    WireReader fields(bytes);
    const auto type = fields.string();
    if (!type)
        return unusable();
    if (*type == "ssh-ed25519")
        return of(ed25519Key(fields));
    if (*type == "ssh-rsa")
        return of(rsaKey(fields));
    if (type->startsWith("ecdsa-sha2-"))
        return of(ecdsaKey(fields));
    return unusable();
}

Result<QByteArray> PrivateKey::sign(QByteArrayView data, const QByteArray& algorithm) const
{
    auto* context = EVP_MD_CTX_new();
    const auto* bytes = reinterpret_cast<const unsigned char*>(data.data());
    const auto count = static_cast<std::size_t>(data.size());
    std::size_t size = 0;
    QByteArray signature;
    auto fine = EVP_DigestSignInit(context, nullptr, digestFor(algorithm), nullptr, m_key.get()) == 1 &&
                EVP_DigestSign(context, nullptr, &size, bytes, count) == 1;
    if (fine) {
        signature.resize(static_cast<qsizetype>(size));
        fine = EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, count) == 1;
        signature.resize(static_cast<qsizetype>(size));
    }
    EVP_MD_CTX_free(context);
    if (fine && EVP_PKEY_get_base_id(m_key.get()) == EVP_PKEY_EC)
        signature = ecdsaSignature(signature);
    if (!fine || signature.isEmpty())
        return failure(ErrorCode::Authentication,
                       QCoreApplication::translate(
                           "SshKey", "The private key could not make a signature. Make a new key with ssh-keygen."));
    return signature;
}

} // namespace kalpana::ssh
