#include "remote/bridge/protocol/frame.h"

namespace kalpana::bridge::protocol {

namespace {

void append(std::string& out, std::uint64_t value, int bytes)
{
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<char>((value >> shift) & 0xffU));
}

std::uint64_t number(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (const char byte : bytes)
        value = (value << 8U) | static_cast<unsigned char>(byte);
    return value;
}

} // namespace

std::string encode(const Frame& frame)
{
    std::string out;
    out.reserve(kFrameHeaderBytes + frame.bytes.size());
    append(out, static_cast<std::uint8_t>(frame.kind), 1);
    append(out, frame.stream, 4);
    append(out, frame.offset, 8);
    out.append(frame.bytes);
    return out;
}

std::optional<Frame> decodeFrame(std::string_view data)
{
    if (data.size() < kFrameHeaderBytes)
        return std::nullopt;
    const auto kind = static_cast<unsigned char>(data.front());
    if (kind < static_cast<unsigned char>(FrameKind::Output) ||
        kind > static_cast<unsigned char>(FrameKind::CommandInput))
        return std::nullopt;
    return Frame{static_cast<FrameKind>(kind), static_cast<std::uint32_t>(number(data.substr(1, 4))),
                 number(data.substr(5, 8)), data.substr(kFrameHeaderBytes)};
}

} // namespace kalpana::bridge::protocol
