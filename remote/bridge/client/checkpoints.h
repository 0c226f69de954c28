#pragma once

#include "remote/bridge/client/git.h"

/// What the workspace's folder held at some time, kept by the bridge outside of it. Paths are relative to the
/// workspace's folder, in the host's bytes. Errors: NotFound (no such checkpoint), NoSpace, and what Client says of all
/// requests.
namespace kalpana::bridge::client {

struct Checkpoint {
    std::uint32_t id = 0;
    std::string label;
    std::chrono::milliseconds created{0}; ///< Since 1970.
};

struct NotKept {
    std::string path;
    std::string reason; ///< "ignored", "too_big", "too_much" or "unreadable".
    std::uint64_t size = 0;
};

struct NewCheckpoint {
    Checkpoint checkpoint;
    bool isNew = false;           ///< False: nothing has changed since the newest one, so it is that.
    std::vector<NotKept> skipped; ///< The first 1,000.
    std::uint64_t skippedCount = 0;
    std::vector<std::uint32_t> pruned; ///< Old ones that went.
};

struct Checkpoints {
    std::vector<Checkpoint> all;     ///< The newest last.
    std::uint64_t most = 0;          ///< How many there may be,
    std::uint64_t mostBytes = 0;     ///< how large all of them,
    std::uint64_t mostFileBytes = 0; ///< and how large a file that is held.
};

struct CheckpointDiffSpec {
    std::uint32_t from = 0;
    std::uint32_t to = 0; ///< 0: the folder as it is.
    std::vector<std::string> paths = {};
    bool patch = false;
    bool counts = false; ///< Lines and objects of each file.
};

struct CheckpointChange : GitChange {
    std::string mode; ///< git's, as "100644"; "000000" where there is no file.
    std::string modeBefore;
    std::string object; ///< git's name of the content; empty unless counts were asked for.
    std::string objectBefore;
    std::uint64_t added = 0; ///< Lines; likewise.
    std::uint64_t removed = 0;
    bool isBinary = false;
};

struct CheckpointDiff {
    std::vector<CheckpointChange> files; ///< By path, the first 1,000.
    std::uint64_t count = 0;
    Patch patch; ///< Where it was asked for.
};

struct CheckpointFile {
    std::string mode; ///< git's; "120000" is a link, whose target is its content.
    std::string content;
};

struct LeftAsItIs {
    std::string path;
    std::string reason; ///< A sentence's part, for people.
    bool changedSince = false;
};

struct RestoreSpec {
    std::uint32_t id = 0;
    /// The checkpoint after what is to be undone: only what differs between the two is taken back, and what was changed
    /// since stays. 0: everything that differs from `id` now.
    std::uint32_t unchangedSince = 0;
    std::vector<std::string> paths = {}; ///< Files or whole folders; empty: all.
};

struct RestoredFiles {
    Checkpoint before; ///< How it was until now: restoring that undoes it.
    std::vector<CheckpointChange> restored;
    std::uint64_t restoredCount = 0;
    std::vector<LeftAsItIs> kept; ///< What no checkpoint holds, or was changed since.
    std::uint64_t keptCount = 0;
};

[[nodiscard]] asio::awaitable<Result<NewCheckpoint>> createCheckpoint(ClientPointer client, std::string label = {});
[[nodiscard]] asio::awaitable<Result<Checkpoints>> listCheckpoints(ClientPointer client);
[[nodiscard]] asio::awaitable<Result<CheckpointDiff>> diffCheckpoint(ClientPointer client,
                                                                     const CheckpointDiffSpec& spec);
/// Errors beside: NotFound also where the checkpoint holds no such file.
[[nodiscard]] asio::awaitable<Result<CheckpointFile>> checkpointFile(ClientPointer client, std::uint32_t id,
                                                                     std::string path);
[[nodiscard]] asio::awaitable<Result<RestoredFiles>> restoreCheckpoint(ClientPointer client, const RestoreSpec& spec);

} // namespace kalpana::bridge::client
