#pragma once

#include <string_view>

namespace kalpana::bridge::server {

/// Whether what a client typed is nothing but what terminals answer to programs by themselves: their kind, the cursor's
/// place, a mode, a colour. Keys are none of it, except for F3 with a modifier, which looks like the cursor's place.
[[nodiscard]] bool isTerminalAnswer(std::string_view bytes);

} // namespace kalpana::bridge::server
