#include "remote/bridge/server/os/system_failure.h"

#include <cerrno>
#include <cstring>

namespace kalpana::bridge::server {

namespace {

Code codeOf(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return Code::NotFound;
    case EACCES:
    case EPERM:
    case EROFS:
        return Code::NoPermission;
    case EEXIST:
    case ENOTEMPTY:
        return Code::Conflict;
    case ENOSPC:
    case EDQUOT:
        return Code::NoSpace;
    case ENOEXEC:
        return Code::NotExecutable;
    case ENAMETOOLONG:
        return Code::BadRequest;
    default:
        return Code::Failed;
    }
}

} // namespace

Failure systemFailure(std::string_view what, int error)
{
    return {codeOf(error), std::string(what) + ": " + std::strerror(error) + '.', {}};
}

std::unexpected<Failure> systemFailed(std::string_view what)
{
    return std::unexpected(systemFailure(what, errno));
}

} // namespace kalpana::bridge::server
