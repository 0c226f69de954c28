#include "remote/ssh/host_key.h"

#include "remote/ssh/wire.h"

#include <QCryptographicHash>

namespace kalpana::ssh {

using namespace Qt::StringLiterals;

QByteArray HostKey::type() const
{
    return WireReader(blob).string().value_or(QByteArrayView()).toByteArray();
}

QString HostKey::typeName() const
{
    const auto name = type();
    if (name == "ssh-ed25519")
        return u"ED25519"_s;
    if (name == "ssh-rsa")
        return u"RSA"_s;
    if (name.startsWith("ecdsa-sha2-"))
        return u"ECDSA"_s;
    return QString::fromLatin1(name);
}

QString HostKey::fingerprint() const
{
    const auto hash = QCryptographicHash::hash(blob, QCryptographicHash::Sha256);
    return "SHA256:"_L1 + QString::fromLatin1(hash.toBase64(QByteArray::OmitTrailingEquals));
}

} // namespace kalpana::ssh
