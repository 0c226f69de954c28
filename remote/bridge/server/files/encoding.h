#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// How a file's bytes are text. Binary is what is none: it has NULs, or control characters among bytes that are not
/// UTF-8.
enum class Encoding : std::uint8_t { Utf8, Utf8Bom, Utf16Le, Utf16Be, Windows1252, Binary };

/// "utf-8", "utf-8-bom", "utf-16le", "utf-16be" (both with a byte order mark), "windows-1252", "binary".
[[nodiscard]] std::string_view nameOf(Encoding encoding);
[[nodiscard]] std::optional<Encoding> encodingNamed(std::string_view name);

/// The byte order mark that files of an encoding begin with; mostly none.
[[nodiscard]] std::string_view byteOrderMark(Encoding encoding);

/// Bytes without their byte order mark, as UTF-8. What belongs to no whole character becomes U+FFFD; that does not
/// happen to a whole file whose encoding TextScan found. Not for Binary.
[[nodiscard]] std::string decoded(Encoding encoding, std::string_view bytes);

/// UTF-8 as the bytes of an encoding, without a byte order mark; nothing where a character is not in it.
[[nodiscard]] std::optional<std::string> encoded(Encoding encoding, std::string_view text);

} // namespace kalpana::bridge::server
