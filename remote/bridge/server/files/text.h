#pragma once

#include <cstddef>
#include <string_view>

namespace kalpana::bridge::server {

/// How many bytes from the start are whole UTF-8 characters (RFC 3629).
[[nodiscard]] std::size_t utf8Prefix(std::string_view bytes);

/// Whether bytes cut out of a file are UTF-8 text without NUL; a character cut off at either end does no harm.
[[nodiscard]] bool isText(std::string_view bytes);

/// `bytes` without characters that are cut off at its ends.
[[nodiscard]] std::string_view wholeCharacters(std::string_view bytes);

/// "lf", "crlf", "mixed", or "none" where there is no line end.
[[nodiscard]] std::string_view lineEnding(std::string_view text);

} // namespace kalpana::bridge::server
