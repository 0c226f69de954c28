#pragma once

#include "core/base/error.h"

#include <QString>
#include <QStringList>

#include <chrono>

namespace kalpana::ssh {

/// What to do with a host key that known_hosts does not have (ssh_config(5), StrictHostKeyChecking).
enum class HostKeyChecking {
    Ask,
    Refuse,    ///< "yes": only known keys.
    AcceptNew, ///< Unknown keys are added without a question.
    Off,       ///< "no", "off": the same here, for changed keys are always refused.
};

/// Where and how to connect: the words of the user after ssh_config. Paths are absolute, tokens expanded.
struct ResolvedHost {
    QString name;     ///< As the user calls it; what questions and errors say.
    QString original; ///< The host part of it: what Host patterns saw.
    QString hostName;
    QString user;
    quint16 port = 22;
    QStringList identityFiles;
    QStringList identityFilesAsWritten;  ///< The same before expansion, as `ssh -G` prints them.
    bool identityFilesAreDefault = true; ///< Then missing ones are no surprise.
    bool identitiesOnly = false;
    QString identityAgent; ///< Path of the agent's socket; empty: none.
    QString identityAgentAsWritten;
    QStringList userKnownHostsFiles;
    QStringList globalKnownHostsFiles;
    QString hostKeyAlias;
    HostKeyChecking hostKeyChecking = HostKeyChecking::Ask;
    std::chrono::seconds connectTimeout{0}; ///< 0: not set.

    bool operator==(const ResolvedHost&) const = default;
};

/// Resolves an alias, `user@host:port`, `[v6]:port` or `ssh://user@host:port` as ssh(1) would with `-F configFile`;
/// with an empty configFile it reads ~/.ssh/config and the system's ssh_config. Any thread; reads files. Fails with
/// ErrorCode::Usage on words that are no host, ErrorCode::Config on a file that can't be used (the sentence names file
/// and line), and ErrorCode::Unsupported where the configuration asks for something that would change where or how to
/// connect and is not supported (ProxyJump, ProxyCommand, Match exec). Source: ssh_config(5) of OpenSSH 10.
[[nodiscard]] Result<ResolvedHost> resolve(const QString& host, const QString& configFile = {});

/// The supported keywords in the format of `ssh -G`, a line each.
[[nodiscard]] QString printResolved(const ResolvedHost& host);

} // namespace kalpana::ssh
