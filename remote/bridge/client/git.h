#pragma once

#include "remote/bridge/client/client.h"

#include <optional>
#include <vector>

/// The host's git in a repository of the workspace. `folder` is relative to the workspace's and says which repository;
/// "" is that folder itself. Paths are relative to `folder` in what is asked, to the repository's top in what is told,
/// in the host's bytes. Every call may fail with Remote in git's own words, and with what Client says of all requests.
namespace kalpana::bridge::client {

struct GitChange {
    enum class What { Modified, Added, Deleted, Renamed, Copied, TypeChanged };
    std::string path;
    What what = What::Modified;
    std::string original = {}; ///< Where it was renamed or copied from.
    bool isSubmodule = false;
};

struct GitConflict {
    std::string path;
    std::string state; ///< The two letters of `git status`, as "UU".
};

struct GitStatus {
    std::string commit;                 ///< Empty before the first one.
    std::string branch;                 ///< Empty where HEAD is detached.
    std::string upstream;               ///< Empty where there is none.
    std::optional<std::uint64_t> ahead; ///< Of the upstream; unset where that is not there.
    std::optional<std::uint64_t> behind;
    /// The first 5,000 of each; the counts are of all.
    std::vector<GitChange> staged;
    std::vector<GitChange> changed;
    std::vector<std::string> untracked;
    std::vector<GitConflict> conflicted;
    std::uint64_t stagedCount = 0;
    std::uint64_t changedCount = 0;
    std::uint64_t untrackedCount = 0;
    std::uint64_t conflictedCount = 0;
};

/// The work tree against the index, the index against HEAD (`staged`), or from a revision (to another).
struct GitDiffSpec {
    std::string folder = {};
    bool staged = false;
    std::string from = {};
    std::string to = {};
    std::vector<std::string> paths = {}; ///< Empty: all.
};

struct Patch {
    std::string text; ///< A unified diff, its first MiB.
    bool truncated = false;
};

struct GitLogSpec {
    std::string folder = {};
    std::string revision = {};
    std::optional<std::uint64_t> limit = {}; ///< 50 unless told, 1,000 at most.
    std::uint64_t skip = 0;
    std::vector<std::string> paths = {};
};

struct GitCommit {
    std::string id;
    std::vector<std::string> parents;
    std::string author;
    std::string email;
    std::chrono::milliseconds authored{0}; ///< Since 1970.
    std::string refs;                      ///< As git shows them beside a commit.
    std::string message;
};

struct GitLog {
    std::vector<GitCommit> commits; ///< The newest first.
    bool more = false;
};

/// What is staged; or everything in `folder` (`all`), or these files alone (`paths`).
struct GitCommitSpec {
    std::string message;
    std::string folder = {};
    bool all = false;
    bool amend = false;
    std::vector<std::string> paths = {};
};

struct GitBranch {
    std::string name;
    std::string commit;
    std::string upstream; ///< Empty where there is none.
    bool isCurrent = false;
    bool isRemote = false;
};

struct GitBranchSpec {
    enum class Action { Create, Switch, Delete };
    std::string name;
    Action action = Action::Switch;
    std::string folder = {};
    std::string from = {}; ///< A revision, for Create, which also switches.
    bool force = false;    ///< Deletes what is not merged.
};

struct GitTransfer {
    std::string output;
    std::string messages; ///< What git said beside its output.
};

struct GitCloneSpec {
    std::string url;
    std::string folder;                      ///< Below the workspace's; must be new.
    std::string branch = {};                 ///< Empty: the remote's own choice.
    std::optional<std::uint32_t> depth = {}; ///< So many commits at most.
    bool recurse = false;                    ///< Submodules too.
};

struct GitCloned {
    std::string path;
    std::string messages; ///< What git said.
};

struct GitProgress {
    std::string phase; ///< In git's words, as "Receiving objects".
    int percent = 0;
};

struct GitPushSpec {
    std::string folder = {};
    std::string remote = {}; ///< Must be given where `branch` is.
    std::string branch = {};
    bool setUpstream = false;
    bool force = false; ///< Only where the remote is as it was last seen.
};

struct GitPullSpec {
    enum class How { FastForward, Merge, Rebase };
    std::string folder = {};
    std::string remote = {}; ///< Must be given where `branch` is.
    std::string branch = {};
    How how = How::FastForward;
};

[[nodiscard]] asio::awaitable<Result<GitStatus>> gitStatus(ClientPointer client, std::string folder = {});
[[nodiscard]] asio::awaitable<Result<Patch>> gitDiff(ClientPointer client, GitDiffSpec spec = {});
[[nodiscard]] asio::awaitable<Result<GitLog>> gitLog(ClientPointer client, GitLogSpec spec = {});
/// Runs the repository's hooks. The new commit's id.
[[nodiscard]] asio::awaitable<Result<std::string>> gitCommit(ClientPointer client, GitCommitSpec spec);
[[nodiscard]] asio::awaitable<Result<std::vector<GitBranch>>> gitBranches(ClientPointer client,
                                                                          std::string folder = {});
/// The branches as they are afterwards.
[[nodiscard]] asio::awaitable<Result<std::vector<GitBranch>>> gitBranch(ClientPointer client, GitBranchSpec spec);
/// Into a new folder; what is half made when it fails or is cancelled is removed. `onProgress` is called on the I/O
/// thread and must not block. May ask the person at the desktop, as those that follow. Errors: Conflict (the folder is
/// there), Usage and Remote in git's words.
[[nodiscard]] asio::awaitable<Result<GitCloned>> gitClone(ClientPointer client, GitCloneSpec spec,
                                                          std::function<void(const GitProgress&)> onProgress = {});
/// These may ask the person at the desktop (see Questions), and take as long as that takes.
[[nodiscard]] asio::awaitable<Result<GitTransfer>> gitPush(ClientPointer client, GitPushSpec spec = {});
[[nodiscard]] asio::awaitable<Result<GitTransfer>> gitPull(ClientPointer client, GitPullSpec spec = {});

} // namespace kalpana::bridge::client
