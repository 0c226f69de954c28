#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// The file: URI of an absolute path (RFC 8089).
[[nodiscard]] std::string fileUri(std::string_view path);
/// The absolute path, without "." and ".."; nothing for a URI of another kind or host.
[[nodiscard]] std::optional<std::string> pathOfUri(std::string_view uri);

/// A folder without links on the way to it, as language servers name what is below it; as it is where it is not there.
[[nodiscard]] std::string realFolder(const std::string& path);

} // namespace kalpana::bridge::server
