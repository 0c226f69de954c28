#pragma once

#include "remote/bridge/server/code_server/installation.h"

namespace kalpana::bridge::server {

/// Whether an address is one that we fetch: http or https, without spaces or control characters.
[[nodiscard]] bool isWebAddress(const std::string& url);

/// Saves what is at `url` as `file`, by the host's curl or wget (which know its proxies and certificates). The address
/// does not show in the list of processes: it may hold a password. fetch_failed carries the program's own words;
/// no_space where the disk is full.
[[nodiscard]] asio::awaitable<Outcome<void>> fetch(Children& children, std::string url, std::string file,
                                                   Progress progress, std::stop_token stop);

} // namespace kalpana::bridge::server
