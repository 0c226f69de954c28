#pragma once

#include <cstdint>
#include <string_view>

namespace kalpana::gateway {

/// Knows where the frames of a WebSocket (RFC 6455, 5.2) begin and end, from one direction's bytes as they pass by. It
/// looks at heads only, and keeps nothing. Entirely passive.
class WebSocketFrames final {
public:
    void pass(std::string_view bytes);

    /// A frame may be put in here: not within another one, nor behind what is no frame at all.
    [[nodiscard]] bool isBetweenFrames() const { return !m_isLost && m_headBytes == 0 && m_payload == 0; }
    /// A Close frame has begun: none may follow.
    [[nodiscard]] bool hasClosed() const { return m_hasClosed; }

private:
    void takeHead(std::uint8_t byte);
    void endHead();

    std::uint8_t m_first = 0;
    std::uint8_t m_second = 0;
    unsigned m_headBytes = 0;    ///< of the head that has begun
    std::uint64_t m_length = 0;  ///< as that head says it
    std::uint64_t m_payload = 0; ///< still to come of the frame whose head was complete last
    bool m_hasClosed = false;
    bool m_isLost = false;
};

/// From a server: a Close frame that says 1012, service restart (IANA's WebSocket close codes; RFC 6455, 5.5.1).
inline constexpr std::string_view kServiceRestart{"\x88\x02\x03\xf4", 4};

} // namespace kalpana::gateway
