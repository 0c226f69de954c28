#include "core/base/error.h"

namespace kalpana {

using namespace Qt::StringLiterals;

QLatin1StringView errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage:
        return "usage"_L1;
    case ErrorCode::NotFound:
        return "not-found"_L1;
    case ErrorCode::Cancelled:
        return "cancelled"_L1;
    case ErrorCode::Config:
        return "config"_L1;
    case ErrorCode::UnknownHost:
        return "unknown-host"_L1;
    case ErrorCode::Unreachable:
        return "unreachable"_L1;
    case ErrorCode::HostKeyUnknown:
        return "host-key-unknown"_L1;
    case ErrorCode::HostKeyChanged:
        return "host-key-changed"_L1;
    case ErrorCode::Authentication:
        return "authentication"_L1;
    case ErrorCode::ConnectionLost:
        return "connection-lost"_L1;
    case ErrorCode::Protocol:
        return "protocol"_L1;
    case ErrorCode::ForwardingRefused:
        return "forwarding-refused"_L1;
    case ErrorCode::NoSpace:
        return "no-space"_L1;
    case ErrorCode::NoPermission:
        return "no-permission"_L1;
    case ErrorCode::NotExecutable:
        return "not-executable"_L1;
    case ErrorCode::Unsupported:
        return "unsupported"_L1;
    case ErrorCode::Incomplete:
        return "incomplete"_L1;
    case ErrorCode::ChecksumMismatch:
        return "checksum-mismatch"_L1;
    case ErrorCode::Download:
        return "download"_L1;
    case ErrorCode::Provisioning:
        return "provisioning"_L1;
    case ErrorCode::Remote:
        return "remote"_L1;
    case ErrorCode::Conflict:
        return "conflict"_L1;
    case ErrorCode::ModelAuthentication:
        return "model-authentication"_L1;
    case ErrorCode::ModelCredit:
        return "model-credit"_L1;
    case ErrorCode::ModelRateLimit:
        return "model-rate-limit"_L1;
    case ErrorCode::ModelOverloaded:
        return "model-overloaded"_L1;
    case ErrorCode::ModelContext:
        return "model-context"_L1;
    case ErrorCode::Model:
        return "model"_L1;
    case ErrorCode::Secrets:
        return "secrets"_L1;
    case ErrorCode::Storage:
        return "storage"_L1;
    case ErrorCode::Internal:
        return "internal"_L1;
    }
    return "internal"_L1;
}

} // namespace kalpana
