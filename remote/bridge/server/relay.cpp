#include "remote/bridge/server/relay.h"

#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/unix_socket.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

namespace kalpana::bridge::server {

namespace {

/// Blocking: back-pressure is that of the two ends.
void copy(int from, int to)
{
    std::array<char, 65536> buffer;
    for (;;) {
        const ssize_t count = ::read(from, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0 || !writeAll(to, {buffer.data(), static_cast<std::size_t>(count)}))
            return;
    }
}

} // namespace

Outcome<void> relay(const std::string& path)
{
    auto socket = connectTo(path);
    if (!socket)
        return std::unexpected(socket.error());
    std::thread upwards([fd = socket->get()] {
        copy(STDIN_FILENO, fd);
        ::shutdown(fd, SHUT_WR);
    });
    copy(socket->get(), STDOUT_FILENO);
    ::close(STDOUT_FILENO);
    // The peer may still listen: POLLHUP comes when it is gone, or when standard input has ended too.
    pollfd hangUp{.fd = socket->get(), .events = 0, .revents = 0};
    while (::poll(&hangUp, 1, -1) < 0 && errno == EINTR) {
    }
    ::_exit(0); // the other thread may wait for an input that nobody will take
}

} // namespace kalpana::bridge::server
