#pragma once

#include "remote/bridge/protocol/failure.h"

#include <string_view>

namespace kalpana::bridge::server {

using protocol::Code;
using protocol::failed;
using protocol::Failure;
using protocol::Outcome;

/// What an errno means to a client. `what` names the thing, as "/home/a/b" or "The folder x".
[[nodiscard]] Failure systemFailure(std::string_view what, int error);
/// The same for the errno of the call before.
[[nodiscard]] std::unexpected<Failure> systemFailed(std::string_view what);

} // namespace kalpana::bridge::server
