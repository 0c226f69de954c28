#pragma once

#include "remote/gateway/backend.h"
#include "remote/workspaces/line.h"

namespace kalpana::workspaces {

/// Where the gateway sends a workspace's requests: code-server's socket and the host's ports, over the line as it comes
/// and goes.
class LineBackend final : public gateway::Backend {
public:
    explicit LineBackend(std::shared_ptr<Line> line) : m_line(std::move(line)) {}

    /// While code-server is being restarted its socket refuses for a moment: tried again for up to ten seconds. A line
    /// that is dead but not known to be waits as one that is down.
    boost::asio::awaitable<Result<io::Stream>> openIde() override;
    boost::asio::awaitable<Result<io::Stream>> openPort(std::uint16_t port) override;

private:
    std::shared_ptr<Line> m_line;
};

} // namespace kalpana::workspaces
