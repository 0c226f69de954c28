#pragma once

#include "remote/bridge/client/client.h"

#include <optional>
#include <vector>

/// Files of the workspace. Paths are relative to its folder, or absolute inside it; others are refused (NoPermission).
namespace kalpana::bridge::client {

struct FileText {
    std::string text;       ///< UTF-8; empty when the file is binary.
    std::string hash;       ///< SHA-256 of the whole file, in hex: give it to writeFile().
    std::uint64_t size = 0; ///< Of the whole file, in bytes.
    bool binary = false;
    bool truncated = false; ///< `text` is a part: more follows, or the file was over the bridge's limit.
    std::string lineEnding; ///< "lf", "crlf" or "mixed".
};

struct ReadSpec {
    std::string path;
    std::optional<std::uint64_t> offset = {};
    std::optional<std::uint64_t> length = {};
};

struct WrittenFile {
    std::string hash;
    std::uint64_t size = 0;
};

struct WriteSpec {
    std::string path;
    std::string text;
    /// The hash that the file must still have, "" if it must not exist yet; unset: whatever is there is replaced.
    std::optional<std::string> expectedHash = {};
};

struct FolderEntry {
    enum class Kind { File, Folder, Link, Other };
    std::string path;
    Kind kind = Kind::Other;
    std::uint64_t size = 0;
    std::chrono::milliseconds modified{0}; ///< Since 1970.
};

struct FolderListing {
    std::vector<FolderEntry> entries;
    bool truncated = false;
};

struct ListSpec {
    std::string path = ".";
    bool recursive = false;
    std::optional<std::uint32_t> limit = {};
    bool respectIgnore = true;
};

struct SearchMatch {
    std::string path;
    std::uint32_t line = 0; ///< From 1.
    std::uint32_t column = 0;
    std::string text;
};

struct SearchResult {
    std::vector<SearchMatch> matches;
    bool truncated = false;
    std::string engine; ///< "ripgrep" or "own".
};

struct SearchSpec {
    std::string query;
    bool regex = false;
    bool caseSensitive = false;
    std::string glob = {};
    std::optional<std::uint32_t> limit = {};
};

/// Errors: NotFound, NoPermission.
[[nodiscard]] asio::awaitable<Result<FileText>> readFile(ClientPointer client, ReadSpec spec);
/// Writes beside and renames. Errors: Conflict (the file is not what expectedHash says), NoSpace, NoPermission.
[[nodiscard]] asio::awaitable<Result<WrittenFile>> writeFile(ClientPointer client, WriteSpec spec);
[[nodiscard]] asio::awaitable<Result<FolderListing>> listFolder(ClientPointer client, ListSpec spec);
[[nodiscard]] asio::awaitable<Result<SearchResult>> search(ClientPointer client, SearchSpec spec);

} // namespace kalpana::bridge::client
