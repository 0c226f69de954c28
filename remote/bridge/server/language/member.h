#pragma once

#include "remote/bridge/protocol/message.h"

namespace kalpana::bridge::server {

/// What an object holds by that name; null where it holds nothing, or is no object.
[[nodiscard]] const protocol::Json& member(const protocol::Json& object, const char* name);

} // namespace kalpana::bridge::server
