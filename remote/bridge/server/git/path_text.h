#pragma once

#include "remote/bridge/protocol/fields.h"

#include <string>
#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

/// A path may be any bytes, JSON only text: one that is not UTF-8 is told as it reads, in "path", and exactly, in
/// "pathBytes" (base64).
void putPath(protocol::Json& object, std::string_view path, const char* name = "path");

/// The list "paths" of a request, and "pathsBytes" (base64 of each) for those that are not UTF-8. Refused: what is
/// empty, absolute, or leads out by "..", and a NUL.
[[nodiscard]] std::vector<std::string> readPaths(protocol::Fields& fields);

[[nodiscard]] std::string toBase64(std::string_view bytes);
/// Nothing where it is not base64 (RFC 4648, with its padding).
[[nodiscard]] std::optional<std::string> fromBase64(std::string_view text);

} // namespace kalpana::bridge::server
