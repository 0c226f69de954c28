#pragma once

#include <string_view>

namespace kalpana::bridge::server {

/// Writes a sentence with the time (UTC) to standard error, which is the bridge's log. Never anything secret.
void note(std::string_view sentence);

} // namespace kalpana::bridge::server
