#pragma once

#include "remote/bridge/server/async/gate.h"
#include "remote/bridge/server/checkpoint/restore.h"
#include "remote/bridge/server/checkpoint/snapshot.h"

namespace kalpana::bridge::server {

/// What the workspace's folder held at a moment.
struct Checkpoint {
    std::uint32_t id = 0; ///< from 1 on, in the order in which they were made
    std::string label = {};
    std::int64_t createdAtMs = 0; ///< since 1970
    std::string commit = {};      ///< in the repository of the checkpoints
    std::string tree = {};
};

struct CheckpointLimits {
    SnapshotLimits snapshot = {};
    std::size_t count = 200;         ///< the oldest ones go
    std::uint64_t bytes = 1U << 30U; ///< of the repository, seen whenever it is packed
    std::uint64_t filesBeforePacking = 2000;
};

/// A workspace's checkpoints: snapshots of its folder before somebody changes it, so that the change can be looked at
/// and taken back. Loop's thread; what comes while another is at work waits.
class Checkpoints final {
public:
    Checkpoints(asio::any_io_executor executor, CheckpointRepository repository, CheckpointLimits limits = {});

    struct Created {
        Checkpoint checkpoint;
        bool isNew = false; ///< false: nothing has changed since the newest one, so it is that
        std::vector<Skipped> skipped = {};
        std::vector<std::uint32_t> pruned = {};
    };
    [[nodiscard]] asio::awaitable<Outcome<Created>> create(std::string label, std::stop_token stop);
    /// The newest last.
    [[nodiscard]] asio::awaitable<Outcome<std::vector<Checkpoint>>> list(std::stop_token stop);

    struct Compared {
        std::vector<Difference> files = {};
        std::map<std::string, LineCounts, std::less<>> counts = {};
        Patch patch = {};
    };
    /// `to` 0: the work tree as it is. `mostPatchBytes` 0: no patch.
    [[nodiscard]] asio::awaitable<Outcome<Compared>> compare(std::uint32_t from, std::uint32_t to,
                                                             std::vector<std::string> paths, bool withCounts,
                                                             std::size_t mostPatchBytes, std::stop_token stop);

    struct File {
        std::string mode = {}; ///< git's, as "100644"; "120000" is a link, whose target is its content
        std::string content = {};
    };
    /// A file as a checkpoint holds it.
    [[nodiscard]] asio::awaitable<Outcome<File>> file(std::uint32_t id, std::string path, std::stop_token stop);

    struct Undone {
        Checkpoint before = {}; ///< restore that to undo it
        Restored restored = {};
    };
    /// Makes files what they were; those that were not there are removed. All, or the files and folders in `paths`.
    /// `unchangedSince` (unless 0) is the checkpoint after what is to be undone: only what differs between the two is
    /// taken back, and of that what was changed since is kept, and told.
    [[nodiscard]] asio::awaitable<Outcome<Undone>> restore(std::uint32_t id, std::uint32_t unchangedSince,
                                                           std::vector<std::string> paths, std::stop_token stop);

    [[nodiscard]] const CheckpointLimits& limits() const { return m_limits; }

private:
    asio::awaitable<Outcome<std::vector<Checkpoint>>> read(std::stop_token stop);
    asio::awaitable<Outcome<Checkpoint>> find(std::uint32_t id, std::stop_token stop);
    asio::awaitable<Outcome<Created>> add(std::string label, std::stop_token stop);
    asio::awaitable<Outcome<Checkpoint>> commit(const std::vector<Checkpoint>& known, std::string label,
                                                const std::string& tree, std::vector<std::uint32_t>& pruned,
                                                std::stop_token stop);
    asio::awaitable<Outcome<std::vector<Kept>>> holdBack(std::vector<Difference>& wanted, const Checkpoint& target,
                                                         std::uint32_t since, const Checkpoint& now,
                                                         std::stop_token stop);
    asio::awaitable<void> pack();

    asio::any_io_executor m_executor;
    CheckpointRepository m_repository;
    CheckpointLimits m_limits;
    std::shared_ptr<Gate> m_gate;
    std::string m_seenIndex;
    std::uint64_t m_unpacked = 0;
};

} // namespace kalpana::bridge::server
