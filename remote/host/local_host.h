#pragma once

#include "remote/host/host.h"

namespace kalpana::host {

/// This computer: commands by /bin/sh as the user, sockets directly. The same code above it serves SSH hosts.
class LocalHost final : public Host {
public:
    explicit LocalHost(asio::any_io_executor executor) : m_executor(std::move(executor)) {}

    std::string name() const override;
    asio::awaitable<Result<std::unique_ptr<RunningCommand>>> start(std::string commandLine) override;
    asio::awaitable<Result<io::Stream>> openSocket(std::string path) override;
    asio::awaitable<Result<io::Stream>> openTcp(std::string address, std::uint16_t port) override;
    asio::awaitable<Error> lost() override;

private:
    asio::any_io_executor m_executor;
};

} // namespace kalpana::host
