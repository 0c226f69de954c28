#include "remote/ssh/known_hosts.h"

#include "remote/ssh/pattern.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMessageAuthenticationCode>

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace kalpana::ssh {

using namespace Qt::StringLiterals;

namespace {

/// "|1|salt|hash" with HMAC-SHA1 of the name under the salt.
bool matchesHash(QByteArrayView field, const QString& host)
{
    const auto parts = field.toByteArray().split('|');
    if (parts.size() != 4 || parts[1] != "1")
        return false;
    return QMessageAuthenticationCode::hash(host.toUtf8(), QByteArray::fromBase64(parts[2]),
                                            QCryptographicHash::Sha1) == QByteArray::fromBase64(parts[3]);
}

bool namesHost(QByteArrayView field, const QString& host)
{
    if (field.startsWith('|'))
        return matchesHash(field, host);
    return matchesPatternList(host, QString::fromUtf8(field).toLower().split(u','));
}

/// The next word, taken off `rest`.
QByteArrayView takeWord(QByteArrayView& rest)
{
    rest = rest.trimmed();
    qsizetype end = 0;
    while (end < rest.size() && rest[end] != ' ' && rest[end] != '\t')
        ++end;
    const auto word = rest.first(end);
    rest = rest.sliced(end);
    return word;
}

} // namespace

QString knownHostsName(const QString& host, quint16 port)
{
    const auto name = host.toLower();
    return port == 22 ? name : u'[' + name + "]:"_L1 + QString::number(port);
}

Result<KnownHosts> KnownHosts::read(const QStringList& files, const QString& host)
{
    KnownHosts known;
    for (const auto& path : files) {
        QFile file(path);
        if (!file.open(QFile::ReadOnly)) {
            if (!file.exists())
                continue;
            return failure(ErrorCode::Config,
                           QCoreApplication::translate(
                               "KnownHosts", "The known hosts in %1 can't be read: %2. Check its permissions.")
                               .arg(path, file.errorString()));
        }
        const auto content = file.readAll();
        auto number = 0;
        for (const auto& line : content.split('\n'))
            known.readLine(line, path, ++number, host);
    }
    return known;
}

void KnownHosts::readLine(QByteArrayView line, const QString& file, int number, const QString& host)
{
    auto rest = line.trimmed();
    if (rest.isEmpty() || rest.startsWith('#'))
        return;
    auto names = takeWord(rest);
    auto revoked = false;
    if (names.startsWith('@')) {
        // Certificates are not asked for, so that their authorities say nothing about the keys we meet.
        if (names != "@revoked")
            return;
        revoked = true;
        names = takeWord(rest);
    }
    const auto type = takeWord(rest);
    const HostKey key{QByteArray::fromBase64(takeWord(rest).toByteArray())};
    if (!key.blob.isEmpty() && key.type() == type && namesHost(names, host))
        m_keys << KnownKey{key, file, number, revoked};
}

KnownHosts::Verdict KnownHosts::check(const HostKey& key) const
{
    auto verdict = Verdict::Unknown;
    for (const auto& known : m_keys) {
        if (known.key == key && known.revoked)
            return Verdict::Revoked;
        if (known.revoked)
            continue;
        if (known.key == key)
            verdict = Verdict::Known;
        else if (verdict == Verdict::Unknown && known.key.type() == key.type())
            verdict = Verdict::Changed;
    }
    return verdict;
}

QByteArray KnownHosts::preferredAlgorithms() const
{
    // OpenSSH's order of preference; ssh-rsa, which signs with SHA-1, is not among them.
    static const QByteArrayList all{"ssh-ed25519",         "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
                                    "ecdsa-sha2-nistp521", "rsa-sha2-512",        "rsa-sha2-256"};
    auto ordered = all;
    std::ranges::stable_partition(ordered, [this](const QByteArray& algorithm) {
        const auto type = algorithm.startsWith("rsa-") ? QByteArray("ssh-rsa") : algorithm;
        return std::ranges::any_of(m_keys,
                                   [&](const KnownKey& known) { return !known.revoked && known.key.type() == type; });
    });
    return ordered.join(',');
}

Result<void> appendKnownHost(const QString& file, const QString& host, const HostKey& key)
{
    const auto unwritable = [&](const QString& why) {
        return failure(
            ErrorCode::Config,
            QCoreApplication::translate("KnownHosts", "The host key can't be added to %1: %2. Check its permissions.")
                .arg(file, why));
    };
    const auto folder = QFileInfo(file).absolutePath();
    if (!QFileInfo::exists(folder) && !(QDir().mkpath(QFileInfo(folder).path()) &&
                                        QDir().mkdir(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner)))
        return unwritable(QCoreApplication::translate("KnownHosts", "its folder can't be made"));
    const auto fd = ::open(QFile::encodeName(file).constData(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    QFile out;
    if (fd < 0 || !out.open(fd, QFile::ReadWrite | QFile::Unbuffered, QFile::AutoCloseHandle))
        return unwritable(qt_error_string());
    QByteArray line = host.toUtf8() + ' ' + key.type() + ' ' + key.blob.toBase64() + '\n';
    char last = '\n';
    if (const auto size = out.size(); size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n')
        line.prepend('\n');
    // One write, so that two programs that add a key at once keep their lines apart.
    if (::write(fd, line.constData(), static_cast<std::size_t>(line.size())) != line.size())
        return unwritable(qt_error_string());
    return {};
}

} // namespace kalpana::ssh
