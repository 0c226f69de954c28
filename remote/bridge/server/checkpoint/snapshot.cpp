#include "remote/bridge/server/checkpoint/snapshot.h"

#include "remote/bridge/server/git/porcelain.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unordered_set>

namespace kalpana::bridge::server {

namespace {

const std::vector<std::string> kWriteTree{"write-tree"};
constexpr int kMostNested = 1000; ///< repositories in the work tree that are looked into

/// What is to be done to the index.
struct Changes {
    std::vector<std::string> candidates = {}; ///< new or changed
    std::vector<std::string> gone = {};
    std::vector<std::string> nested = {}; ///< folders with a repository of their own
    Snapshot snapshot = {};
};

std::string joined(const std::vector<std::string>& paths)
{
    std::string text;
    for (const auto& path : paths) {
        text += path;
        text += '\0';
    }
    return text;
}

Changes sort(const Status& status)
{
    using Kind = StatusEntry::Kind;
    Changes changes;
    for (const auto& entry : status.entries) {
        if (entry.kind == Kind::Ignored)
            changes.snapshot.skipped.push_back({entry.path, Skipped::Reason::Ignored, 0});
        else if (entry.kind == Kind::Untracked)
            (entry.path.ends_with('/') ? changes.nested : changes.candidates).push_back(entry.path);
        else if (entry.unstaged == 'D')
            changes.gone.push_back(entry.path);
        else if (entry.unstaged != '.')
            changes.candidates.push_back(entry.path);
    }
    return changes;
}

/// Leaves out what is too large or can't be read; what was in the index before goes out of it too, for it would be
/// another content. Worker's thread.
void sieve(const std::string& root, const SnapshotLimits& limits, Changes& changes)
{
    const UniqueFd folder(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    std::vector<std::string> taken;
    std::uint64_t total = 0;
    for (auto& path : changes.candidates) {
        struct stat facts{};
        if (::fstatat(folder.get(), path.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
            changes.gone.push_back(std::move(path));
            continue;
        }
        const auto size = static_cast<std::uint64_t>(facts.st_size);
        std::optional<Skipped::Reason> reason;
        if (size > limits.fileBytes)
            reason = Skipped::Reason::TooBig;
        else if (total + size > limits.totalBytes)
            reason = Skipped::Reason::TooMuch;
        else if (S_ISREG(facts.st_mode) && ::faccessat(folder.get(), path.c_str(), R_OK, AT_EACCESS) != 0)
            reason = Skipped::Reason::Unreadable;
        else if (!S_ISREG(facts.st_mode) && !S_ISLNK(facts.st_mode))
            reason = Skipped::Reason::Unreadable; // became a pipe or a folder just now
        if (reason) {
            changes.snapshot.skipped.push_back({path, *reason, size});
            changes.gone.push_back(std::move(path));
            continue;
        }
        total += size;
        taken.push_back(std::move(path));
    }
    changes.candidates = std::move(taken);
}

std::string signatureOf(const std::string& path)
{
    struct stat facts{};
    if (::stat(path.c_str(), &facts) != 0)
        return {};
    return std::to_string(facts.st_ino) + ':' + std::to_string(facts.st_size) + ':' +
           std::to_string(facts.st_mtim.tv_sec) + '.' + std::to_string(facts.st_mtim.tv_nsec);
}

/// What the user's repository tracks although a .gitignore names it. Its index is read by our git; its settings are
/// not read at all.
asio::awaitable<void> addIgnoredButTracked(const CheckpointRepository& repository, std::string& seenIndex,
                                           Changes& changes, std::stop_token stop)
{
    const auto users = repository.usersRepository();
    const auto signature = users.empty() ? std::string() : signatureOf(users + "/index");
    if (signature.empty() || signature == seenIndex)
        co_return;
    auto environment = repository.environment();
    environment.set("GIT_INDEX_FILE", users + "/index");
    GitSpec spec{.arguments = {"ls-files", "-z", "--cached", "--ignored", "--exclude-standard"},
                 .environment = std::move(environment)};
    auto found = co_await repository.run(std::move(spec), std::move(stop));
    if (!found || found->exitCode != 0 || found->isCutOff)
        co_return; // an index in a form that our git can't read: its other files are there all the same
    std::unordered_set<std::string_view> tracked;
    for (const auto path : splitAtNul(found->output)) {
        changes.candidates.emplace_back(path);
        tracked.insert(path);
    }
    std::erase_if(changes.snapshot.skipped, [&](const Skipped& skipped) { return tracked.contains(skipped.path); });
    seenIndex = signature;
}

/// The files of repositories within: git does not look into them by itself until the index has a file of theirs.
asio::awaitable<Outcome<void>> addNested(const CheckpointRepository& repository, Changes& changes, std::stop_token stop)
{
    for (std::size_t i = 0; i < changes.nested.size() && i < kMostNested; ++i) {
        const std::string below = changes.nested[i];
        const auto folder = repository.root().open(below, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
        if (!folder)
            continue;
        auto environment = repository.environment();
        environment.set("GIT_WORK_TREE", ".");
        environment.set("GIT_INDEX_FILE", repository.index() + ".none");
        GitSpec spec{.arguments = {"ls-files", "-z", "--others", "--exclude-standard"},
                     .environment = std::move(environment),
                     .folder = folder->get()};
        auto found = co_await repository.run(std::move(spec), stop);
        if (!found)
            co_return std::unexpected(found.error());
        if (found->exitCode != 0 || found->isCutOff) {
            changes.snapshot.skipped.push_back({below, Skipped::Reason::Unreadable, 0});
            continue;
        }
        for (const auto path : splitAtNul(found->output))
            (path.ends_with('/') ? changes.nested : changes.candidates).push_back(below + std::string(path));
    }
    co_return Outcome<void>();
}

asio::awaitable<Outcome<Status>> lookAt(const CheckpointRepository& repository, std::stop_token stop)
{
    const std::vector<std::string> arguments{
        "status", "--porcelain=v2", "-z", "--untracked-files=all", "--ignored=matching", "--no-renames"};
    auto said = co_await repository.git(arguments, {}, stop);
    if (!said && said.error().code == Code::Failed && !stop.stop_requested() &&
        ::unlink(repository.index().c_str()) == 0)
        said = co_await repository.git(arguments, {}, stop); // an index that a full disk or a kill spoilt is made anew
    if (!said)
        co_return std::unexpected(said.error());
    co_return parseStatus(*said);
}

} // namespace

std::string_view wordOf(Skipped::Reason reason)
{
    constexpr std::string_view words[]{"ignored", "too_big", "too_much", "unreadable"};
    return words[static_cast<std::size_t>(reason)];
}

asio::awaitable<Outcome<Snapshot>> takeSnapshot(const CheckpointRepository& repository, const SnapshotLimits& limits,
                                                std::string& seenIndex, std::stop_token stop)
{
    if (auto written = repository.writeExcludes(); !written)
        co_return std::unexpected(written.error());
    const auto status = co_await lookAt(repository, stop);
    if (!status)
        co_return std::unexpected(status.error());
    auto changes = sort(*status);
    auto seen = seenIndex;
    co_await addIgnoredButTracked(repository, seen, changes, stop);
    if (auto added = co_await addNested(repository, changes, stop); !added)
        co_return std::unexpected(added.error());
    if (!changes.candidates.empty())
        co_await repository.workers().run([&] { sieve(repository.root().path(), limits, changes); });
    if (!changes.gone.empty()) {
        std::vector<std::string> arguments{"update-index", "--force-remove", "-z", "--stdin"};
        const auto removed = co_await repository.git(std::move(arguments), joined(changes.gone), stop);
        if (!removed)
            co_return std::unexpected(removed.error());
    }
    if (!changes.candidates.empty()) {
        std::vector<std::string> arguments{"update-index", "--add", "--remove", "-z", "--stdin"};
        const auto added = co_await repository.git(std::move(arguments), joined(changes.candidates), stop);
        if (!added)
            co_return std::unexpected(added.error());
    }
    auto tree = co_await repository.git(kWriteTree, {}, stop);
    if (!tree)
        co_return std::unexpected(tree.error());
    seenIndex = std::move(seen);
    while (tree->ends_with('\n'))
        tree->pop_back();
    changes.snapshot.tree = std::move(*tree);
    changes.snapshot.added = changes.candidates.size();
    co_return std::move(changes.snapshot);
}

} // namespace kalpana::bridge::server
