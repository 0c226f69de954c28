#pragma once

#include "remote/bridge/server/files/root.h"

#include <map>
#include <string>
#include <vector>

namespace kalpana::bridge::server {

/// Whether a file of this name is one that coding agents read on their own.
[[nodiscard]] bool isAgentText(const std::string& name);

/// Writes those of the texts (by file name) that are not in the workspace's folder yet; the names of those. What is
/// there stays as it is, whoever puts it there and when. All of a text is there, or nothing.
[[nodiscard]] Outcome<std::vector<std::string>> writeAgentTexts(const Root& root,
                                                                const std::map<std::string, std::string>& texts);

} // namespace kalpana::bridge::server
