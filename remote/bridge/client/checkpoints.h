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
};

struct CheckpointDiff {
    std::vector<GitChange> files; ///< By path, the first 1,000.
    std::uint64_t count = 0;
    Patch patch; ///< Where it was asked for.
};

struct LeftAsItIs {
    std::string path;
    std::string reason; ///< A sentence's part, for people.
};

struct RestoredFiles {
    Checkpoint before; ///< How it was until now: restoring that undoes it.
    std::vector<GitChange> restored;
    std::uint64_t restoredCount = 0;
    std::vector<LeftAsItIs> kept; ///< What no checkpoint holds.
    std::uint64_t keptCount = 0;
};

[[nodiscard]] asio::awaitable<Result<NewCheckpoint>> createCheckpoint(ClientPointer client, std::string label = {});
[[nodiscard]] asio::awaitable<Result<Checkpoints>> listCheckpoints(ClientPointer client);
[[nodiscard]] asio::awaitable<Result<CheckpointDiff>> diffCheckpoint(ClientPointer client,
                                                                     const CheckpointDiffSpec& spec);
/// All files, or those in `paths` (files or whole folders).
[[nodiscard]] asio::awaitable<Result<RestoredFiles>> restoreCheckpoint(ClientPointer client, std::uint32_t id,
                                                                       const std::vector<std::string>& paths = {});

} // namespace kalpana::bridge::client
