#pragma once

#include "remote/gateway/backend.h"
#include "remote/host/local_host.h"

#include <string>

namespace kalpana::test {

/// A workspace on this computer: its editor behind a unix socket, its ports as they are.
class LocalBackend final : public gateway::Backend {
public:
    LocalBackend(boost::asio::any_io_executor executor, std::string socket)
        : m_host(std::move(executor)), m_socket(std::move(socket))
    {
    }

    boost::asio::awaitable<Result<io::Stream>> openIde() override { return m_host.openSocket(m_socket); }
    boost::asio::awaitable<Result<io::Stream>> openPort(std::uint16_t port) override
    {
        return m_host.openTcp("127.0.0.1", port);
    }

private:
    host::LocalHost m_host;
    std::string m_socket;
};

} // namespace kalpana::test
