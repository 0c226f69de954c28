#pragma once

#include "remote/host/host.h"

#include <memory>
#include <string>

namespace kalpana::ssh {

namespace asio = boost::asio;
class Connection;

/// A machine behind one SSH connection; connect() makes it. The calls of Host belong on the I/O thread; name(),
/// roundTripMs(), setRelayCommand(), close() and the destructor may be called on any. Must be gone before its IoThread
/// is.
///
/// A server may forbid forwarding: then openSocket() runs the relay command on the host instead, and remembers that it
/// had to.
class SshHost final : public host::Host {
public:
    SshHost(std::string name, std::shared_ptr<Connection> connection);
    ~SshHost() override;

    std::string name() const override;
    asio::awaitable<Result<std::unique_ptr<host::RunningCommand>>> start(std::string commandLine) override;
    /// ErrorCode::NotFound when nothing answers there, ForwardingRefused when the server forbids it and no relay
    /// command is set.
    asio::awaitable<Result<io::Stream>> openSocket(std::string path) override;
    asio::awaitable<Result<io::Stream>> openTcp(std::string address, std::uint16_t port) override;
    asio::awaitable<Error> lost() override;
    int roundTripMs() const override;

    /// A command line on the host to which a socket's path, quoted, is appended: it carries its standard input and
    /// output to and from that socket, such as ".../kalpana-bridge relay".
    void setRelayCommand(std::string commandLine);
    /// Ends the connection; what is under way on it fails with ConnectionLost. The destructor does the same.
    void close();

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace kalpana::ssh
