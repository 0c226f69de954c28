#include "remote/ssh/channel_request.h"

#include "remote/ssh/wire.h"

namespace kalpana::ssh {

ChannelRequest ChannelRequest::exec(std::string command)
{
    return {.type = "session", .message = {}, .command = std::move(command)};
}

ChannelRequest ChannelRequest::socket(const std::string& path)
{
    return {.type = "direct-streamlocal@openssh.com",
            .message = WireWriter().string(path).string("").number(0).bytes().toStdString(),
            .command = {}};
}

ChannelRequest ChannelRequest::tcp(const std::string& address, std::uint16_t port)
{
    return {.type = "direct-tcpip",
            .message = WireWriter().string(address).number(port).string("127.0.0.1").number(0).bytes().toStdString(),
            .command = {}};
}

ChannelRequest ChannelRequest::idle()
{
    return {.type = "session", .message = {}, .command = {}};
}

} // namespace kalpana::ssh
