#pragma once

#include <string>

namespace kalpana::bridge::server {

/// A name that is safe as a folder's: letters, digits, '.', '_' and '-', not starting with '.'.
[[nodiscard]] bool isPlainName(const std::string& name, std::size_t longest = 64);

} // namespace kalpana::bridge::server
