#include "app/cli/exit_codes.h"

#include <QCoreApplication>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

enum Code : int {
    Ok = 0,
    Other = 1,
    Usage = 2,
    NotFound = 3,
    Unreachable = 4,
    HostKey = 5,
    Authentication = 6,
    Provisioning = 7,
    ConnectionLost = 8,
    Conflict = 9,
    Storage = 10,
    Secrets = 11,
    Model = 12,
    Cancelled = 130,
};

QString translated(const char* text)
{
    return QCoreApplication::translate("ExitCodes", text);
}

} // namespace

const QList<ExitCode>& exitCodes()
{
    static const QList<ExitCode> table{
        {Ok, u"ok"_s, translated("Done.")},
        {Other, u"other"_s, translated("A failure that has no code of its own; the message says which.")},
        {Usage, u"usage"_s, translated("The command line can't be understood.")},
        {NotFound, u"not-found"_s, translated("There is no such workspace, host, key or holder.")},
        {Unreachable, u"unreachable"_s, translated("The host's name was not found, or nothing answers there.")},
        {HostKey, u"host-key"_s, translated("The host's key is unknown and was not accepted, or it has changed.")},
        {Authentication, u"authentication"_s, translated("The host refused every way to sign in.")},
        {Provisioning, u"provisioning"_s,
         translated("A step of bringing the workspace up failed: disk full, no permission, noexec, an old system, a "
                    "wrong checksum, a "
                    "download.")},
        {ConnectionLost, u"connection-lost"_s, translated("The connection to the host ended or made no sense.")},
        {Conflict, u"conflict"_s, translated("Another program holds the workspace, or the name is taken.")},
        {Storage, u"storage"_s, translated("The data folder, the settings or the SSH configuration can't be used.")},
        {Secrets, u"secrets"_s, translated("The keychain is missing, locked or refused.")},
        {Model, u"model"_s, translated("The language model's API refused or failed.")},
        {Cancelled, u"cancelled"_s, translated("Stopped by Ctrl-C or a signal, or a question was answered with no.")},
    };
    return table;
}

int exitCodeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage:
        return Usage;
    case ErrorCode::NotFound:
        return NotFound;
    case ErrorCode::Cancelled:
        return Cancelled;
    case ErrorCode::Unreachable:
        return Unreachable;
    case ErrorCode::HostKeyUnknown:
    case ErrorCode::HostKeyChanged:
        return HostKey;
    case ErrorCode::Authentication:
        return Authentication;
    case ErrorCode::NoSpace:
    case ErrorCode::NoPermission:
    case ErrorCode::NotExecutable:
    case ErrorCode::Unsupported:
    case ErrorCode::ChecksumMismatch:
    case ErrorCode::Download:
    case ErrorCode::Provisioning:
        return Provisioning;
    case ErrorCode::ConnectionLost:
    case ErrorCode::Protocol:
    case ErrorCode::ForwardingRefused:
        return ConnectionLost;
    case ErrorCode::Conflict:
        return Conflict;
    case ErrorCode::Config:
    case ErrorCode::Storage:
        return Storage;
    case ErrorCode::Secrets:
        return Secrets;
    case ErrorCode::ModelAuthentication:
    case ErrorCode::ModelCredit:
    case ErrorCode::ModelRateLimit:
    case ErrorCode::ModelOverloaded:
    case ErrorCode::ModelContext:
    case ErrorCode::Model:
        return Model;
    case ErrorCode::Remote:
    case ErrorCode::Internal:
        return Other;
    }
    return Other;
}

} // namespace kalpana::cli
