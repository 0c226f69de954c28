#pragma once

#include "remote/bridge/protocol/message.h"

#include <string_view>

namespace kalpana::bridge::protocol {

/// The JSON of a text, discarded where it is none. Made once: the library makes a parser of its own, of many kilobytes,
/// for each kind of text that it is called with.
[[nodiscard]] Json parseJson(std::string_view text);

} // namespace kalpana::bridge::protocol
