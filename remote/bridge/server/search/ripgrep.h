#pragma once

#include "remote/bridge/server/command/children.h"
#include "remote/bridge/server/search/search.h"

namespace kalpana::bridge::server {

/// The path of ripgrep, where the host has it.
[[nodiscard]] std::optional<std::string> findRipgrep();

/// The same search by ripgrep, with the same rules on which files count. It is ended as soon as there are enough
/// matches.
[[nodiscard]] asio::awaitable<Outcome<SearchOutcome>>
searchByRipgrep(Children& children, const Root& root, SearchSpec spec, std::string ripgrep, std::stop_token stop);

} // namespace kalpana::bridge::server
