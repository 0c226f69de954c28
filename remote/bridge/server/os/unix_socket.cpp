#include "remote/bridge/server/os/unix_socket.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace kalpana::bridge::server {

namespace {

Outcome<sockaddr_un> addressOf(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return failed(Code::BadRequest, "The path " + path + " is too long for a socket.");
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

} // namespace

Outcome<UniqueFd> listenAt(const std::string& path)
{
    const auto address = addressOf(path);
    if (!address)
        return std::unexpected(address.error());
    UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ::unlink(path.c_str());
    if (!socket || ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0 ||
        ::chmod(path.c_str(), 0600) != 0 || ::listen(socket.get(), 128) != 0)
        return systemFailed(path);
    return socket;
}

Outcome<UniqueFd> connectTo(const std::string& path)
{
    const auto address = addressOf(path);
    if (!address)
        return std::unexpected(address.error());
    UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0)
        return systemFailed(path);
    return socket;
}

bool isPeerThisUser(int socket)
{
    ucred credentials{};
    socklen_t size = sizeof credentials;
    return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 && credentials.uid == ::geteuid();
}

} // namespace kalpana::bridge::server
