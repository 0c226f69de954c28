#pragma once

#include "remote/bridge/client/client.h"

#include <optional>
#include <vector>

namespace kalpana::bridge::client {

struct SearchMatch {
    std::string path;
    std::uint32_t line = 0;   ///< From 1.
    std::uint32_t column = 0; ///< From 1, in bytes.
    std::string text;
    std::vector<std::string> before = {}; ///< Lines of context.
    std::vector<std::string> after = {};
};

struct SearchResult {
    std::vector<SearchMatch> matches; ///< By path; none where they were handed to a sink.
    std::uint64_t found = 0;
    bool truncated = false;
    std::string engine; ///< "ripgrep" or "own".
};

struct SearchSpec {
    std::string query;
    bool regex = false;
    bool caseSensitive = false;
    std::string glob = {};
    std::optional<std::uint32_t> limit = {};
    std::string path = {};
    std::vector<std::string> include = {}; ///< Globs, from `path` on.
    std::vector<std::string> exclude = {};
    std::uint32_t context = 0;
    bool smartCase = false; ///< Case matters where the query has an upper case letter; instead of caseSensitive.
};

/// Called on the I/O thread with matches as they are found, those of one file in order; must not block.
using MatchesSink = std::function<void(std::vector<SearchMatch>)>;

[[nodiscard]] asio::awaitable<Result<SearchResult>> search(ClientPointer client, SearchSpec spec,
                                                           MatchesSink onMatches = {});

struct FoundName {
    std::string path;
    std::vector<std::uint32_t> places; ///< Of the query's letters, in bytes.
};

struct FoundNames {
    std::vector<FoundName> files; ///< The best first.
    std::uint64_t found = 0;      ///< With those over the limit.
};

/// Files whose paths have the query's letters in order.
[[nodiscard]] asio::awaitable<Result<FoundNames>>
findNames(ClientPointer client, std::string query, std::optional<std::uint32_t> limit = {}, std::string path = {});

} // namespace kalpana::bridge::client
