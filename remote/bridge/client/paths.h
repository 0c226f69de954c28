#pragma once

#include "remote/bridge/client/call.h"

namespace kalpana::bridge::client {

/// A path as the host has it: any bytes but NUL. In a reply what is not UTF-8 stands in base64 beside a text that is
/// only to be shown.
[[nodiscard]] std::string pathIn(protocol::Fields& fields, const std::string& name = "path");

/// "paths", and "pathsBytes" for those that are not UTF-8.
void addPaths(Payload& payload, const std::vector<std::string>& paths);

} // namespace kalpana::bridge::client
