#include "remote/ssh/identity_file.h"

#include "remote/ssh/openssh_key.h"

#include <QCoreApplication>
#include <QFile>

#include <cstring>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kalpana::ssh {

namespace {

constexpr qint64 maxSize = 1 << 20;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SshKey)
};

/// "ssh-ed25519 AAAA… comment".
HostKey publicKeyIn(const QByteArray& text)
{
    for (const auto& line : text.split('\n')) {
        const auto words = line.simplified().split(' ');
        HostKey key{QByteArray::fromBase64(words.value(1))};
        if (!key.blob.isEmpty() && key.type() == words[0])
            return key;
    }
    return {};
}

Secret bodyOf(std::string_view text, std::string_view label)
{
    const auto begin = text.find("-----BEGIN " + std::string(label) + "-----");
    const auto end = text.find("-----END " + std::string(label) + "-----");
    const auto start = begin == std::string_view::npos ? begin : text.find('\n', begin);
    if (start == std::string_view::npos || end == std::string_view::npos || end < start)
        return {};
    return Secret(
        QByteArray::fromBase64(QByteArray::fromRawData(text.data() + start, static_cast<qsizetype>(end - start))));
}

Secret openSshBody(const Secret& text)
{
    return bodyOf(text.reveal(), "OPENSSH PRIVATE KEY");
}

QByteArrayView view(const Secret& secret)
{
    return {secret.reveal().data(), static_cast<qsizetype>(secret.reveal().size())};
}

int givePassphrase(char* buffer, int size, int, void* passphrase)
{
    const auto text = static_cast<const Secret*>(passphrase)->reveal();
    if (text.size() > static_cast<std::size_t>(size))
        return -1;
    std::memcpy(buffer, text.data(), text.size());
    return static_cast<int>(text.size());
}

Result<PrivateKey> decryptPem(const Secret& text, const Secret& passphrase)
{
    auto* source = BIO_new_mem_buf(text.reveal().data(), static_cast<int>(text.reveal().size()));
    PrivateKey::Handle key(PEM_read_bio_PrivateKey(source, nullptr, givePassphrase, const_cast<Secret*>(&passphrase)));
    BIO_free(source);
    ERR_clear_error();
    if (!key)
        return failure(ErrorCode::Authentication, Text::tr("The passphrase is wrong. Try again."));
    return PrivateKey::of(std::move(key));
}

} // namespace

Result<IdentityFile> IdentityFile::read(const QString& path)
{
    QFile file(path);
    if (!file.exists())
        return failure(ErrorCode::NotFound,
                       Text::tr("There is no file %1. Check IdentityFile in the SSH configuration.").arg(path));
    if (!file.open(QFile::ReadOnly) || file.size() > maxSize)
        return failure(ErrorCode::NoPermission,
                       Text::tr("%1 can't be read: %2. Check its permissions.").arg(path, file.errorString()));
    IdentityFile identity;
    identity.m_path = path;
    Secret text(file.readAll());
    if (!text.reveal().contains("PRIVATE KEY-----")) {
        identity.m_public = publicKeyIn(QByteArray(text.reveal().data(), static_cast<qsizetype>(text.reveal().size())));
        if (identity.m_public.blob.isEmpty())
            return failure(ErrorCode::Unsupported,
                           Text::tr("%1 holds no SSH key. Check IdentityFile in the SSH configuration.").arg(path));
        return identity;
    }
    struct stat status{};
    if (::fstat(file.handle(), &status) == 0 && status.st_uid == ::getuid() && (status.st_mode & 077U) != 0)
        return failure(ErrorCode::NoPermission,
                       Text::tr("%1 can be read by others, so it is not used. Run “chmod 600 %1”.").arg(path));
    identity.m_text = std::move(text);
    if (const auto body = openSshBody(identity.m_text); !body.isEmpty()) {
        const auto key = parseOpenSshKey(view(body));
        if (!key)
            return failure(ErrorCode::Unsupported, Text::tr("%1 is damaged. Use another copy of this key.").arg(path));
        identity.m_encrypted = key->isEncrypted();
        identity.m_public.blob = key->publicBlob.toByteArray();
        return identity;
    }
    identity.m_encrypted = identity.m_text.reveal().contains("ENCRYPTED");
    QFile beside(path + QStringLiteral(".pub"));
    if (beside.open(QFile::ReadOnly))
        identity.m_public = publicKeyIn(beside.read(maxSize));
    if (identity.m_public.blob.isEmpty() && !identity.m_encrypted) {
        const auto key = decryptPem(identity.m_text, {});
        if (!key)
            return failure(ErrorCode::Unsupported, Text::tr("%1 is damaged. Use another copy of this key.").arg(path),
                           key.error().sentence);
        identity.m_public = key->publicKey();
    }
    return identity;
}

Result<PrivateKey> IdentityFile::unlock(const Secret& passphrase) const
{
    const auto body = openSshBody(m_text);
    if (body.isEmpty())
        return decryptPem(m_text, passphrase);
    return decryptOpenSshKey(*parseOpenSshKey(view(body)), passphrase);
}

} // namespace kalpana::ssh
