#include "remote/gateway/web_socket_frames.h"

#include <algorithm>

namespace kalpana::gateway {

namespace {

constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint8_t kOpcode = 0x0f;
constexpr std::uint8_t kControl = 0x08; ///< of an opcode: Close, Ping, Pong
constexpr std::uint8_t kClose = 0x08;
constexpr std::uint8_t kPong = 0x0a;
constexpr std::uint8_t kBinary = 0x02;
constexpr std::uint8_t kMasked = 0x80;
constexpr std::uint8_t kLength = 0x7f;
constexpr std::uint8_t kIn16Bits = 126;
constexpr std::uint8_t kIn64Bits = 127;
constexpr unsigned kMaskBytes = 4;

unsigned lengthEnd(std::uint8_t second)
{
    const unsigned length = second & kLength;
    return 2 + (length == kIn16Bits ? 2U : length == kIn64Bits ? 8U : 0U);
}

} // namespace

void WebSocketFrames::pass(std::string_view bytes)
{
    while (!bytes.empty() && !m_isLost) {
        if (m_payload == 0) {
            takeHead(static_cast<std::uint8_t>(bytes.front()));
            bytes.remove_prefix(1);
            continue;
        }
        const auto count = std::min<std::uint64_t>(m_payload, bytes.size());
        m_payload -= count;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void WebSocketFrames::takeHead(std::uint8_t byte)
{
    ++m_headBytes;
    if (m_headBytes == 1)
        m_first = byte;
    else if (m_headBytes == 2) {
        m_second = byte;
        m_length = lengthEnd(byte) > 2 ? 0 : byte & kLength;
    } else if (m_headBytes <= lengthEnd(m_second))
        m_length = m_length << 8U | byte;
    if (m_headBytes >= 2 && m_headBytes == lengthEnd(m_second) + ((m_second & kMasked) != 0 ? kMaskBytes : 0))
        endHead();
}

void WebSocketFrames::endHead()
{
    const auto opcode = m_first & kOpcode;
    const bool isControl = (opcode & kControl) != 0;
    const bool isKnown = isControl ? opcode <= kPong : opcode <= kBinary;
    const bool isWrongControl = isControl && ((m_first & kFinal) == 0 || lengthEnd(m_second) > 2);
    m_isLost = !isKnown || isWrongControl || m_length >> 63U != 0;
    m_hasClosed = m_hasClosed || (opcode == kClose && !m_isLost);
    m_payload = m_length;
    m_headBytes = 0;
}

} // namespace kalpana::gateway
