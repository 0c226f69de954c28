#pragma once

#include "remote/bridge/client/client.h"

#include <optional>
#include <vector>

/// Files of the workspace. Paths are relative to its folder, or absolute inside it; others are refused (NoPermission).
/// Every call may fail with NotFound, NoPermission and what Client says of all requests.
namespace kalpana::bridge::client {

struct FileText {
    std::string text;       ///< UTF-8, whatever the file's encoding is; empty when the file is binary.
    std::string bytes;      ///< What is binary, or was asked for as bytes.
    std::string hash;       ///< SHA-256 of the whole file, in hex: give it to writeFile() and editFile().
    std::uint64_t size = 0; ///< Of the whole file, in bytes.
    bool binary = false;
    bool truncated = false;   ///< More of the file follows.
    std::string encoding;     ///< "utf-8", "utf-8-bom", "utf-16le", "utf-16be", "windows-1252" or "binary".
    std::string lineEnding;   ///< "lf", "crlf", "mixed" or "none".
    std::uint64_t offset = 0; ///< Where in the file this begins, and how many bytes of it this is.
    std::uint64_t length = 0;
    std::optional<std::uint64_t> lines; ///< Of the whole file, where it is text.
};

/// A range in bytes, or in lines (`line` counts from 1); the whole file unless told, a MiB at most.
struct ReadSpec {
    std::string path;
    std::optional<std::uint64_t> offset = {};
    std::optional<std::uint64_t> length = {};
    std::optional<std::uint64_t> line = {};
    std::optional<std::uint64_t> lines = {};
    bool asBytes = false;
};

struct WrittenFile {
    std::string hash;
    std::uint64_t size = 0;
    std::string encoding;
};

struct WriteSpec {
    std::string path;
    std::string text;
    /// The hash that the file must still have, "" if it must not exist yet; unset: whatever is there is replaced.
    std::optional<std::string> expectedHash = {};
    std::optional<std::string> encoding = {}; ///< Unset: the file's own.
    bool keepLineEnding = true;
};

struct Substitution {
    std::string before;
    std::string after;
    std::uint64_t count = 1; ///< How often `before` must stand there.
};

/// Either substitutions, one after the other, or a unified diff.
struct EditSpec {
    std::string path;
    std::vector<Substitution> substitutions = {};
    std::optional<std::string> diff = {};
    std::optional<std::string> expectedHash = {};
};

struct EditedFile {
    WrittenFile written;
    std::uint64_t replaced = 0;
    std::uint64_t hunks = 0;
};

struct FolderEntry {
    enum class Kind { File, Folder, Link, Other };
    std::string path;
    Kind kind = Kind::Other;
    std::uint64_t size = 0;
    std::chrono::milliseconds modified{0}; ///< Since 1970.
};

struct FileFacts {
    FolderEntry entry;
    std::string mode; ///< In octal, as "0644".
    bool writable = false;
    std::string target; ///< Of a link.
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

/// Something in the workspace's trash.
struct TrashedFile {
    std::string id;
    std::string path; ///< Where it was.
    FolderEntry::Kind kind = FolderEntry::Kind::Other;
    std::uint64_t size = 0;
    std::chrono::milliseconds deleted{0}; ///< Since 1970.
};

struct DeletedFile {
    std::optional<TrashedFile> item; ///< Nothing where it is gone for ever.
    std::vector<TrashedFile> pruned; ///< What had to go for ever to make room for it.
};

[[nodiscard]] asio::awaitable<Result<FileText>> readFile(ClientPointer client, ReadSpec spec);
/// Writes beside and renames. Errors: Conflict (the file is not what expectedHash says), NoSpace.
[[nodiscard]] asio::awaitable<Result<WrittenFile>> writeFile(ClientPointer client, WriteSpec spec);
/// All of it or nothing. Errors: Conflict (the file has changed, or an edit does not fit it), NoSpace.
[[nodiscard]] asio::awaitable<Result<EditedFile>> editFile(ClientPointer client, EditSpec spec);
[[nodiscard]] asio::awaitable<Result<FolderListing>> listFolder(ClientPointer client, ListSpec spec);
/// Of a link itself, unless it is to be followed.
[[nodiscard]] asio::awaitable<Result<FileFacts>> statFile(ClientPointer client, std::string path, bool follow = false);
/// False where the folder was there already.
[[nodiscard]] asio::awaitable<Result<bool>> makeFolder(ClientPointer client, std::string path);
/// Errors: Conflict (something is there). To overwrite puts that in the trash first: then it is told.
[[nodiscard]] asio::awaitable<Result<DeletedFile>> moveFile(ClientPointer client, std::string from, std::string to,
                                                            bool overwrite = false);
/// Into the trash, unless it is to be gone for ever.
[[nodiscard]] asio::awaitable<Result<DeletedFile>> deleteFile(ClientPointer client, std::string path,
                                                              bool permanent = false);
/// From the trash to where it was, or to `path`; where it is now. Errors: Conflict (something is there).
[[nodiscard]] asio::awaitable<Result<std::string>> restoreFile(ClientPointer client, std::string id,
                                                               std::string path = {});
/// The newest first.
[[nodiscard]] asio::awaitable<Result<std::vector<TrashedFile>>> listTrash(ClientPointer client);

struct WatchSpec {
    std::string path = {};
    bool recursive = true;
    bool respectIgnore = true;
};

struct FileChange {
    enum class What { Created, Changed, Removed };
    std::string path;
    What what = What::Changed; ///< Created and Removed also mean: what was below that name is gone.
    bool isFolder = false;
};

struct FileChanges {
    std::vector<FileChange> changes;
    bool lookAgain = false; ///< Too much happened to tell: list what is of interest anew.
};

/// Called on the I/O thread, must not block. The first call, with nothing in it, says that the watch has begun.
using ChangesSink = std::function<void(const FileChanges&)>;

/// Tells what happens in a folder until the coroutine is cancelled. It ends with an error only: Cancelled,
/// ConnectionLost, Remote (too many folders to be watched).
[[nodiscard]] asio::awaitable<Result<void>> watchFolder(ClientPointer client, WatchSpec spec, ChangesSink onChanges);

} // namespace kalpana::bridge::client
