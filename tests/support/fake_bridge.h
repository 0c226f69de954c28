#pragma once

#include "remote/bridge/protocol/frame.h"
#include "remote/bridge/protocol/message.h"
#include "remote/io/stream.h"

#include <functional>
#include <memory>
#include <string>

namespace kalpana::io {
class IoThread;
}

namespace kalpana::test {

/// The other end of a bridge client, in memory: a real WebSocket that answers what the test says. Everything but the
/// constructor happens on the I/O thread, onRequest and onFrame included. Hello is answered by itself.
class FakeBridge final {
public:
    explicit FakeBridge(io::IoThread& io, std::string token = "the-token");
    ~FakeBridge();
    FakeBridge(const FakeBridge&) = delete;
    FakeBridge& operator=(const FakeBridge&) = delete;

    /// What a client connects to. Once.
    [[nodiscard]] io::Stream stream();

    std::function<void(const bridge::protocol::Request&)> onRequest = {};
    std::function<void(const bridge::protocol::Frame&)> onFrame = {};
    bridge::protocol::Json hello = bridge::protocol::Json::object();

    void reply(std::uint32_t id, bridge::protocol::Json payload);
    void refuse(std::uint32_t id, bridge::protocol::Code code, std::string message);
    void event(std::string name, bridge::protocol::Json payload);
    void frame(bridge::protocol::FrameKind kind, std::uint32_t stream, std::uint64_t offset, std::string bytes);
    void text(std::string raw);
    void close();

private:
    struct Line;
    io::IoThread& m_io;
    std::shared_ptr<Line> m_line;
    io::Stream m_client;
};

} // namespace kalpana::test
