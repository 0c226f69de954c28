#include "remote/ssh/host_key_check.h"

#include <QCoreApplication>

#include <algorithm>

namespace kalpana::ssh {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SshHostKey)
};

QString nameOf(const ResolvedHost& host)
{
    return host.hostKeyAlias.isEmpty() ? knownHostsName(host.hostName, host.port) : host.hostKeyAlias;
}

Error changed(const ResolvedHost& host, const KnownHosts& known, const HostKey& key)
{
    const auto* old = &*std::ranges::find_if(
        known.keys(), [&](const KnownKey& k) { return !k.revoked && k.key.type() == key.type(); });
    return {
        ErrorCode::HostKeyChanged,
        Text::tr(
            "The host key of %1 has changed: it now shows %2 %3, and %4 has %5. Somebody may be listening in, or the "
            "machine was set up "
            "anew. Ask its administrator; if the new key is right, run “ssh-keygen -R '%6' -f '%7'” and connect again.")
            .arg(host.name, key.typeName(), key.fingerprint(), old->place(), old->key.fingerprint(), nameOf(host),
                 old->file)};
}

Error revoked(const ResolvedHost& host, const KnownHosts& known, const HostKey& key)
{
    const auto* line =
        &*std::ranges::find_if(known.keys(), [&](const KnownKey& k) { return k.revoked && k.key == key; });
    return {
        ErrorCode::HostKeyChanged,
        Text::tr("%1 shows the key %2, which %3 lists as revoked. Do not connect; ask its administrator for a new key.")
            .arg(host.name, key.fingerprint(), line->place())};
}

Error unknown(const ResolvedHost& host, const HostKey& key)
{
    return {ErrorCode::HostKeyUnknown,
            Text::tr("The host key of %1 (%2 %3) is not known and was not accepted. Compare it "
                     "with what the machine's administrator says, then "
                     "connect again and accept it.")
                .arg(host.name, key.typeName(), key.fingerprint())};
}

Result<bool> ask(const ResolvedHost& host, const KnownHosts& known, const HostKey& key, Questions& questions,
                 std::stop_token stop)
{
    switch (host.hostKeyChecking) {
    case HostKeyChecking::Refuse:
        return false;
    case HostKeyChecking::AcceptNew:
    case HostKeyChecking::Off:
        return true;
    case HostKeyChecking::Ask:
        break;
    }
    HostKeyQuestion question{.host = nameOf(host),
                             .keyType = key.typeName(),
                             .fingerprint = key.fingerprint(),
                             .file = host.userKnownHostsFiles.value(0)};
    for (const auto& other : known.keys())
        question.otherKeys << other.place() + u' ' + other.key.typeName();
    auto answer = questions.acceptHostKey(question, stop);
    if (!answer && answer.error().code != ErrorCode::Cancelled)
        return false;
    return answer;
}

} // namespace

Result<KnownHosts> knownKeysOf(const ResolvedHost& host)
{
    return KnownHosts::read(host.userKnownHostsFiles + host.globalKnownHostsFiles, nameOf(host));
}

Result<void> checkHostKey(const ResolvedHost& host, const KnownHosts& known, const HostKey& key, Questions& questions,
                          std::stop_token stop)
{
    switch (known.check(key)) {
    case KnownHosts::Verdict::Known:
        return {};
    case KnownHosts::Verdict::Changed:
        return std::unexpected(changed(host, known, key));
    case KnownHosts::Verdict::Revoked:
        return std::unexpected(revoked(host, known, key));
    case KnownHosts::Verdict::Unknown:
        break;
    }
    // Like ssh: a key that is known for the machine at its usual port is known at another one.
    if (host.port != 22 && host.hostKeyAlias.isEmpty()) {
        const auto plain = KnownHosts::read(host.userKnownHostsFiles + host.globalKnownHostsFiles, host.hostName);
        if (plain && plain->check(key) == KnownHosts::Verdict::Known)
            return {};
        if (plain && plain->check(key) == KnownHosts::Verdict::Revoked)
            return std::unexpected(revoked(host, *plain, key));
    }
    const auto accepted = ask(host, known, key, questions, stop);
    if (!accepted)
        return std::unexpected(accepted.error());
    if (!*accepted)
        return std::unexpected(unknown(host, key));
    if (host.userKnownHostsFiles.isEmpty())
        return {};
    return appendKnownHost(host.userKnownHostsFiles.first(), nameOf(host), key);
}

} // namespace kalpana::ssh
