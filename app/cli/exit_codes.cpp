#include "app/cli/exit_codes.h"

#include <QCoreApplication>

#include <csignal>
#include <cstring>

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
    NoSpace = 13,
    NoPermission = 14,
    NotExecutable = 15,
    Unsupported = 16,
    ChecksumMismatch = 17,
    Incomplete = 18,
    Download = 19,
    UnknownHost = 20,
    Cancelled = 130,
};

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ExitCodes)
};

} // namespace

const QList<ExitCode>& exitCodes()
{
    static const QList<ExitCode> table{
        {Ok, u"ok"_s, Text::tr("Done.")},
        {Other, u"other"_s, Text::tr("A failure that has no code of its own; the message says which.")},
        {Usage, u"usage"_s, Text::tr("The command line can't be understood.")},
        {NotFound, u"not-found"_s, Text::tr("There is no such workspace, host, key or holder.")},
        {Unreachable, u"unreachable"_s, Text::tr("Nothing answers at the host's address.")},
        {HostKey, u"host-key"_s, Text::tr("The host's key is unknown and was not accepted, or it has changed.")},
        {Authentication, u"authentication"_s, Text::tr("The host refused every way to sign in.")},
        {Provisioning, u"provisioning"_s,
         Text::tr("A step of bringing the workspace up failed in a way that has no code of its own.")},
        {ConnectionLost, u"connection-lost"_s, Text::tr("The connection to the host ended or made no sense.")},
        {Conflict, u"conflict"_s, Text::tr("Another program holds the workspace, or the name is taken.")},
        {Storage, u"storage"_s, Text::tr("The data folder, the settings or the SSH configuration can't be used.")},
        {Secrets, u"secrets"_s, Text::tr("The keychain is missing, locked or refused.")},
        {Model, u"model"_s, Text::tr("The language model's API refused or failed.")},
        {NoSpace, u"no-space"_s, Text::tr("The host's disk is full.")},
        {NoPermission, u"no-permission"_s, Text::tr("The host does not let you read or write there.")},
        {NotExecutable, u"not-executable"_s,
         Text::tr("The host does not let programs run there: the folder is mounted noexec.")},
        {Unsupported, u"unsupported"_s,
         Text::tr("The host's system can't run code-server: another kernel or processor, an old glibc, musl, no tar.")},
        {ChecksumMismatch, u"checksum-mismatch"_s,
         Text::tr("What was downloaded or sent is not what was published; nothing of it was installed.")},
        {Incomplete, u"incomplete"_s,
         Text::tr("What was sent to the host did not arrive whole; nothing of it was installed.")},
        {Download, u"download"_s, Text::tr("code-server could not be downloaded.")},
        {UnknownHost, u"unknown-host"_s, Text::tr("The host's name leads to no address.")},
        {Cancelled, u"cancelled"_s, Text::tr("Stopped by Ctrl-C or a signal, or a question was answered with no.")},
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
    case ErrorCode::UnknownHost:
        return UnknownHost;
    case ErrorCode::Unreachable:
        return Unreachable;
    case ErrorCode::HostKeyUnknown:
    case ErrorCode::HostKeyChanged:
        return HostKey;
    case ErrorCode::Authentication:
        return Authentication;
    case ErrorCode::NoSpace:
        return NoSpace;
    case ErrorCode::NoPermission:
        return NoPermission;
    case ErrorCode::NotExecutable:
        return NotExecutable;
    case ErrorCode::Unsupported:
        return Unsupported;
    case ErrorCode::Incomplete:
        return Incomplete;
    case ErrorCode::ChecksumMismatch:
        return ChecksumMismatch;
    case ErrorCode::Download:
        return Download;
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

int exitCodeOfSignal(const std::string& name)
{
    for (int number = 1; number < NSIG; ++number)
        if (const auto* abbreviation = ::sigabbrev_np(number); abbreviation != nullptr && name == abbreviation)
            return 128 + number;
    return 128;
}

} // namespace kalpana::cli
