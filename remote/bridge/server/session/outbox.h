#pragma once

#include "remote/bridge/protocol/frame.h"
#include "remote/bridge/protocol/message.h"

#include <boost/asio/awaitable.hpp>

namespace kalpana::bridge::server {

namespace asio = boost::asio;
using protocol::Json;

/// Where frames for one client go. Lives on the loop's thread; sending never waits, so whoever sends much waits for
/// room() between.
class Outbox {
public:
    Outbox() = default;
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;
    virtual ~Outbox() = default;

    virtual void send(std::string text) = 0;
    virtual void send(const protocol::Frame& frame) = 0;
    /// Returns when little is waiting to be sent, or when the client is gone.
    [[nodiscard]] virtual asio::awaitable<void> room() = 0;
    [[nodiscard]] virtual bool closed() const = 0;
};

} // namespace kalpana::bridge::server
