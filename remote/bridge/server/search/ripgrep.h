#pragma once

#include "remote/bridge/server/command/children.h"
#include "remote/bridge/server/search/search.h"

#include <functional>

namespace kalpana::bridge::server {

/// The path of ripgrep, where the host has it.
[[nodiscard]] std::optional<std::string> findRipgrep();

/// Whether ripgrep goes by the same ignore rules: in a part of a folder that is no repository it knows of none above,
/// or of too many.
[[nodiscard]] bool canSearchByRipgrep(const Root& root, const SearchSpec& spec);

/// The same search by ripgrep, with the same rules on which files count; spec.path as Root::relative() has it. `room`
/// is waited for between pieces of its output. not_executable where it is too old to know what it is asked.
[[nodiscard]] asio::awaitable<Outcome<void>> searchByRipgrep(Children& children, const Root& root,
                                                             const SearchSpec& spec, std::string ripgrep,
                                                             std::stop_token stop, const TakeMatches& take,
                                                             const std::function<asio::awaitable<void>()>& room);

} // namespace kalpana::bridge::server
