#pragma once

#include "core/settings/settings.h"

#include <map>
#include <string>
#include <vector>

namespace kalpana::settings {

/// "language.servers": {"cpp": ["clangd-19", "--background-index=false"], ".zig": ["zls"]}: the program and arguments
/// of language servers on the hosts, by LSP's name of a language or the end of a file's name. Empty where it is not
/// set; Config, naming key and file, where it is something else.
[[nodiscard]] Result<std::map<std::string, std::vector<std::string>>> languageServers(const Settings& settings);

} // namespace kalpana::settings
