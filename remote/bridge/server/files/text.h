#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// How many bytes from the start are whole UTF-8 characters (RFC 3629).
[[nodiscard]] std::size_t utf8Prefix(std::string_view bytes);

/// `bytes` cut out of UTF-8, without characters that are cut off at its ends.
[[nodiscard]] std::string_view wholeCharacters(std::string_view bytes);

/// Whether the bytes are the start of a character whose rest is missing.
[[nodiscard]] bool isCutOffCharacter(std::string_view bytes);

/// "lf", "crlf", "mixed", or "none" where there is no line end.
[[nodiscard]] std::string_view lineEnding(std::string_view text);

/// The text with one carriage return taken away before each line feed, and with one put there.
[[nodiscard]] std::string withoutReturns(std::string_view text);
[[nodiscard]] std::string withReturns(std::string_view text);

/// Halves of a UTF-16 pair (Unicode 3.8).
[[nodiscard]] constexpr bool isHighSurrogate(char32_t unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}
[[nodiscard]] constexpr bool isLowSurrogate(char32_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

} // namespace kalpana::bridge::server
