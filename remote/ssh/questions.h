#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"

#include <QString>
#include <QStringList>

#include <stop_token>

namespace kalpana::ssh {

/// A host whose key nobody has accepted yet.
struct HostKeyQuestion {
    QString host;          ///< As known_hosts will name it: "example.org" or "[example.org]:2222".
    QString keyType;       ///< "ED25519", "ECDSA", "RSA".
    QString fingerprint;   ///< "SHA256:…" as `ssh` and `ssh-keygen -l` print it.
    QString file;          ///< Where accepting writes it.
    QStringList otherKeys; ///< Keys of other types already known for this host, "FILE:LINE TYPE". Not empty is a reason
                           ///< to be careful.
};

/// A password, or another single secret, that the server asks for.
struct PasswordQuestion {
    QString user;
    QString host;    ///< As the user calls it.
    QString prompt;  ///< The server's own words, or empty when it sent none.
    int attempt = 1; ///< 2 and up: the one before was refused.
};

/// The passphrase of an identity file that the server would accept.
struct PassphraseQuestion {
    QString file;
    int attempt = 1; ///< 2 and up: the one before was wrong.
};

/// What only the user can answer while a connection is made. Called on flow threads, may block; a stop must end the
/// wait. An answer with ErrorCode::Cancelled ends the connecting; any other error means "no answer", and the next way
/// to sign in is tried.
class Questions {
public:
    Questions() = default;
    Questions(const Questions&) = delete;
    Questions& operator=(const Questions&) = delete;
    virtual ~Questions() = default;

    [[nodiscard]] virtual Result<bool> acceptHostKey(const HostKeyQuestion& question, std::stop_token stop) = 0;
    [[nodiscard]] virtual Result<Secret> password(const PasswordQuestion& question, std::stop_token stop) = 0;
    [[nodiscard]] virtual Result<Secret> passphrase(const PassphraseQuestion& question, std::stop_token stop) = 0;
};

} // namespace kalpana::ssh
