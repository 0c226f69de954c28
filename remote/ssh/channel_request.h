#pragma once

#include <cstdint>
#include <string>

namespace kalpana::ssh {

/// Why a channel was not opened (RFC 4254 5.1), as far as it changes what to do next.
enum class Refusal {
    Prohibited,    ///< The server's configuration forbids it.
    ConnectFailed, ///< Nothing answers there. sshd also says so when it forbids forwarding to sockets.
    Other,
};

/// What kind of channel to open.
struct ChannelRequest {
    std::string type;
    std::string message; ///< The part of SSH_MSG_CHANNEL_OPEN after the windows.
    std::string command; ///< Started when the channel is open.

    [[nodiscard]] static ChannelRequest exec(std::string command);
    /// A unix socket: "direct-streamlocal@openssh.com" (PROTOCOL of OpenSSH, 2.4).
    [[nodiscard]] static ChannelRequest socket(const std::string& path);
    /// "direct-tcpip" (RFC 4254 7.2).
    [[nodiscard]] static ChannelRequest tcp(const std::string& address, std::uint16_t port);
    /// A session in which nothing is started: it answers pings.
    [[nodiscard]] static ChannelRequest idle();
};

} // namespace kalpana::ssh
