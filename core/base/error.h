#pragma once

#include <QString>

#include <expected>

namespace kalpana {

/// What kind of failure it is, for programs: exit codes, retry decisions, which page to draw.
enum class ErrorCode {
    Usage,             ///< The caller's words are wrong.
    NotFound,          ///< No such workspace, host, file, key.
    Cancelled,         ///< A stop was asked for.
    Config,            ///< A configuration file can't be used; the sentence names file and line.
    UnknownHost,       ///< The host's name leads to no address.
    Unreachable,       ///< Connection refused, no route, timeout before SSH spoke.
    HostKeyUnknown,    ///< The user did not accept an unknown host key.
    HostKeyChanged,    ///< The host key differs from the known one.
    Authentication,    ///< Every offered way to sign in was refused.
    ConnectionLost,    ///< An established connection ended.
    Protocol,          ///< The other side said something that can't be understood.
    ForwardingRefused, ///< The server does not allow this channel.
    NoSpace,           ///< The host's disk is full.
    NoPermission,      ///< The host refuses to write there.
    NotExecutable,     ///< The host's folder is mounted noexec.
    Unsupported,       ///< The host's system can't run code-server; the sentence says what is missing.
    Incomplete,        ///< What was sent to the host did not arrive whole.
    ChecksumMismatch,  ///< A download or upload is not what it should be.
    Download,          ///< code-server could not be fetched.
    Provisioning,      ///< Another step of bringing a workspace up failed.
    Remote,            ///< The bridge answered with an error of its own; its code stands in the detail.
    Conflict,          ///< The file changed since it was read, or another program holds the workspace.
    ModelAuthentication,
    ModelCredit,
    ModelRateLimit,
    ModelOverloaded,
    ModelContext,
    Model,   ///< Any other failure of the language model's API.
    Secrets, ///< The keychain is missing or refused.
    Storage, ///< The desktop's own database or files.
    Internal,
};

/// A failure as a value: a code for programs, a sentence for people (what happened, what to do next), a detail for the
/// log.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString sentence;
    QString detail = {};

    bool operator==(const Error&) const = default;
};

template <typename T>
using Result = std::expected<T, Error>;

/// The code's stable name as JSON output and logs print it, such as "host-key-changed".
[[nodiscard]] QLatin1StringView errorCodeName(ErrorCode code);

[[nodiscard]] inline std::unexpected<Error> failure(ErrorCode code, QString sentence, QString detail = {})
{
    return std::unexpected(Error{.code = code, .sentence = std::move(sentence), .detail = std::move(detail)});
}

} // namespace kalpana
