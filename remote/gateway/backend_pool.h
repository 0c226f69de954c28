#pragma once

#include "remote/gateway/stream_input.h"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>

namespace kalpana::gateway {

/// Backend connections between two requests: opening one costs a round trip to the host. Few, and for seconds only,
/// because an open connection counts as activity there. Lives on the I/O thread.
class BackendPool final : public std::enable_shared_from_this<BackendPool> {
public:
    explicit BackendPool(std::chrono::milliseconds keepTime) : m_keepTime(keepTime) {}

    /// The connection to a site's backend that was used last; null if there is none.
    [[nodiscard]] std::shared_ptr<StreamInput> take(std::uint16_t port);
    /// Keeps a connection on which a response has ended cleanly.
    void put(std::uint16_t port, std::shared_ptr<StreamInput> input);
    void clear();
    [[nodiscard]] std::size_t size() const { return m_idle.size(); }

private:
    struct Idle {
        std::uint16_t port;
        std::shared_ptr<StreamInput> input;
        asio::steady_timer timer;
    };

    void drop(const StreamInput* input);

    std::chrono::milliseconds m_keepTime;
    std::list<Idle> m_idle;
};

} // namespace kalpana::gateway
