#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kalpana::bridge::protocol {

/// What the bytes of a binary frame are, and whose: the request (Output, Errors, FileContent, TerminalSnapshot,
/// CommandInput), the upload (UploadData) or the terminal (TerminalInput) in `stream`.
enum class FrameKind : std::uint8_t {
    Output = 1,
    Errors = 2,
    UploadData = 3,
    FileContent = 4,
    TerminalInput = 5,
    TerminalSnapshot = 6,
    CommandInput = 7,
};

/// A binary frame: u8 kind, u32 stream, u64 offset of the bytes in the stream, bytes; numbers are big endian.
struct Frame {
    FrameKind kind = FrameKind::Output;
    std::uint32_t stream = 0;
    std::uint64_t offset = 0;
    std::string_view bytes = {};
};

inline constexpr std::size_t kFrameHeaderBytes = 13;

[[nodiscard]] std::string encode(const Frame& frame);
/// Nothing where `data` is too short or its kind is unknown. `bytes` points into `data`.
[[nodiscard]] std::optional<Frame> decodeFrame(std::string_view data);

} // namespace kalpana::bridge::protocol
