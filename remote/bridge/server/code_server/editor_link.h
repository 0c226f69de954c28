#pragma once

#include "remote/bridge/server/os/system_failure.h"

#include <string>

namespace kalpana::bridge::server {

/// The variable of code-server's environment with the socket that our extension joins; see editor/editors.h.
constexpr const char* kEditorLinkVariable = "KALPANA_EDITOR_LINK";

/// Makes `folder` one of built-in extensions: links to all that the code-server in `installedIn` brings along, and our
/// own (resources/editor_link), which is neither among the user's extensions nor in the release. What is right there
/// already is left alone. Empty where that code-server has no such folder.
[[nodiscard]] Outcome<std::string> layBuiltinExtensions(const std::string& installedIn, const std::string& folder);

} // namespace kalpana::bridge::server
