#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace kalpana::test {

/// Speaks the bridge's protocol frame by frame, so that a test can also say what no real client would. One thread: the
/// test's; nothing moves but within its calls.
class RawBridgeClient final {
public:
    using Json = nlohmann::json;

    RawBridgeClient();
    RawBridgeClient(const RawBridgeClient&) = delete;
    RawBridgeClient& operator=(const RawBridgeClient&) = delete;
    ~RawBridgeClient();

    /// The HTTP status of the answer: 101 where it is a WebSocket now, 0 where the connection was closed.
    [[nodiscard]] int connect(const std::string& socket, const std::string& token);
    void disconnect();

    /// The id of the request that was sent.
    std::uint32_t send(const std::string& type, const Json& payload = Json::object());
    /// What is not answered.
    void sendEvent(const std::string& name, const Json& payload);
    void sendText(const std::string& text);
    void sendBinary(const std::string& data);

    /// The whole reply frame; null where none came in time.
    [[nodiscard]] Json reply(std::uint32_t id, int timeoutMs = 20000);
    [[nodiscard]] Json request(const std::string& type, const Json& payload = Json::object(), int timeoutMs = 20000)
    {
        return reply(send(type, payload), timeoutMs);
    }
    /// Runs until the condition holds; false where the time is over.
    [[nodiscard]] bool waitUntil(const std::function<bool()>& condition, int timeoutMs = 20000);
    /// While paused, nothing is read from the socket.
    void pauseReading(bool paused);

    [[nodiscard]] bool isConnected() const;
    /// Events that came, with their "event" and "payload".
    [[nodiscard]] const std::vector<Json>& events() const;
    /// All bytes of one kind for one request or upload, from the first that came on; empty where an offset did not fit
    /// (a gap).
    [[nodiscard]] std::string bytes(std::uint8_t kind, std::uint32_t stream) const;
    /// Where those begin, and what would come next.
    [[nodiscard]] std::uint64_t firstOffset(std::uint8_t kind, std::uint32_t stream) const;
    /// From here on what comes for this terminal.attach is acknowledged.
    void acknowledge(std::uint32_t attachRequest);
    [[nodiscard]] std::uint64_t bytesReceived() const;

    /// Everything that went over the wire as text, {"type":…,"request":…,"reply":…}: what the schemas are checked
    /// against.
    [[nodiscard]] const std::vector<Json>& exchanges() const;
    [[nodiscard]] const std::vector<Json>& eventsSent() const;
    /// Keeps only how many binary bytes came, not the bytes.
    void forgetBytes();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace kalpana::test
