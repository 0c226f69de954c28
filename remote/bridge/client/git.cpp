#include "remote/bridge/client/git.h"

#include "remote/bridge/client/paths.h"

namespace kalpana::bridge::client {

namespace {

using protocol::Fields;

constexpr std::chrono::seconds walkTime{60}; // Looking at a large tree on a slow disk.
constexpr std::chrono::milliseconds anyTime{0};

RequestHandlers within(std::chrono::milliseconds time)
{
    RequestHandlers handlers;
    handlers.timeout = time;
    return handlers;
}

GitChange::What whatOf(std::string_view word)
{
    using What = GitChange::What;
    return word == "added"          ? What::Added
           : word == "deleted"      ? What::Deleted
           : word == "renamed"      ? What::Renamed
           : word == "copied"       ? What::Copied
           : word == "type_changed" ? What::TypeChanged
                                    : What::Modified;
}

GitChange changeOf(Fields& fields)
{
    GitChange change{.path = pathIn(fields), .what = whatOf(fields.text("change"))};
    if (fields.optionalText("original"))
        change.original = pathIn(fields, "original");
    change.isSubmodule = fields.flag("submodule");
    return change;
}

std::string untrackedOf(Fields& fields)
{
    return pathIn(fields);
}

GitConflict conflictOf(Fields& fields)
{
    return {.path = pathIn(fields), .state = fields.text("state")};
}

GitStatus statusOf(Fields& fields)
{
    return {.commit = fields.text("commit"),
            .branch = fields.text("branch"),
            .upstream = fields.text("upstream"),
            .ahead = fields.optionalNumber("ahead"),
            .behind = fields.optionalNumber("behind"),
            .staged = listOf<GitChange>(fields, "staged", changeOf),
            .changed = listOf<GitChange>(fields, "changed", changeOf),
            .untracked = listOf<std::string>(fields, "untracked", untrackedOf),
            .conflicted = listOf<GitConflict>(fields, "conflicted", conflictOf),
            .stagedCount = fields.number("stagedCount"),
            .changedCount = fields.number("changedCount"),
            .untrackedCount = fields.number("untrackedCount"),
            .conflictedCount = fields.number("conflictedCount")};
}

GitCommit commitOf(Fields& fields)
{
    return {.id = fields.text("commit"),
            .parents = fields.texts("parents"),
            .author = fields.content("author"),
            .email = fields.content("email"),
            .authored = std::chrono::milliseconds(fields.number("authoredAtMs")),
            .refs = fields.content("refs"),
            .message = fields.content("message")};
}

GitBranch branchOf(Fields& fields)
{
    return {.name = fields.text("name"),
            .commit = fields.text("commit"),
            .upstream = fields.text("upstream"),
            .isCurrent = fields.flag("current"),
            .isRemote = fields.flag("remote")};
}

asio::awaitable<Result<std::vector<GitBranch>>> branches(ClientPointer client, Json payload)
{
    return call<std::vector<GitBranch>>(std::move(client), "git.branch", std::move(payload), within(walkTime),
                                        [](Fields& fields) { return listOf<GitBranch>(fields, "branches", branchOf); });
}

asio::awaitable<Result<GitTransfer>> transfer(ClientPointer client, std::string type, Json payload)
{
    return call<GitTransfer>(
        std::move(client), std::move(type), std::move(payload), within(anyTime), [](Fields& fields) {
            return GitTransfer{.output = fields.content("output"), .messages = fields.content("messages")};
        });
}

} // namespace

asio::awaitable<Result<GitStatus>> gitStatus(ClientPointer client, std::string folder)
{
    auto payload = Payload().withSome("cwd", std::move(folder)).take();
    return call<GitStatus>(std::move(client), "git.status", std::move(payload), within(walkTime), statusOf);
}

asio::awaitable<Result<Patch>> gitDiff(ClientPointer client, GitDiffSpec spec)
{
    Payload payload;
    payload.withSome("cwd", std::move(spec.folder))
        .with("staged", spec.staged)
        .withSome("from", std::move(spec.from))
        .withSome("to", std::move(spec.to));
    addPaths(payload, spec.paths);
    return call<Patch>(std::move(client), "git.diff", payload.take(), within(walkTime), [](Fields& fields) {
        return Patch{.text = fields.content("patch"), .truncated = fields.flag("truncated")};
    });
}

asio::awaitable<Result<GitLog>> gitLog(ClientPointer client, GitLogSpec spec)
{
    Payload payload;
    payload.withSome("cwd", std::move(spec.folder))
        .withSome("revision", std::move(spec.revision))
        .with("limit", spec.limit)
        .with("skip", spec.skip);
    addPaths(payload, spec.paths);
    return call<GitLog>(std::move(client), "git.log", payload.take(), within(walkTime), [](Fields& fields) {
        return GitLog{.commits = listOf<GitCommit>(fields, "commits", commitOf), .more = fields.flag("more")};
    });
}

asio::awaitable<Result<std::string>> gitCommit(ClientPointer client, GitCommitSpec spec)
{
    Payload payload;
    payload.with("message", std::move(spec.message))
        .withSome("cwd", std::move(spec.folder))
        .with("all", spec.all)
        .with("amend", spec.amend);
    addPaths(payload, spec.paths);
    return call<std::string>(std::move(client), "git.commit", payload.take(), within(anyTime),
                             [](Fields& fields) { return fields.text("commit"); });
}

asio::awaitable<Result<std::vector<GitBranch>>> gitBranches(ClientPointer client, std::string folder)
{
    return branches(std::move(client), Payload().withSome("cwd", std::move(folder)).take());
}

asio::awaitable<Result<std::vector<GitBranch>>> gitBranch(ClientPointer client, GitBranchSpec spec)
{
    using Action = GitBranchSpec::Action;
    const std::string action = spec.action == Action::Create   ? "create"
                               : spec.action == Action::Switch ? "switch"
                                                               : "delete";
    return branches(std::move(client), Payload()
                                           .withSome("cwd", std::move(spec.folder))
                                           .with("action", action)
                                           .with("name", std::move(spec.name))
                                           .withSome("from", std::move(spec.from))
                                           .with("force", spec.force)
                                           .take());
}

asio::awaitable<Result<GitCloned>> gitClone(ClientPointer client, GitCloneSpec spec,
                                            std::function<void(const GitProgress&)> onProgress)
{
    Payload payload;
    payload.with("url", std::move(spec.url))
        .with("folder", std::move(spec.folder))
        .withSome("branch", std::move(spec.branch))
        .with("recurse", spec.recurse);
    if (spec.depth)
        payload.with("depth", *spec.depth);
    RequestHandlers handlers = within(anyTime);
    if (onProgress)
        handlers.onEvent = [onProgress = std::move(onProgress)](std::string_view event, const Json& told) {
            Fields fields(told);
            const GitProgress progress{.phase = fields.text("phase"),
                                       .percent =
                                           static_cast<int>(std::min<std::uint64_t>(fields.number("percent"), 100))};
            if (event == "git.progress" && !fields.failure())
                onProgress(progress);
        };
    return call<GitCloned>(std::move(client), "git.clone", payload.take(), std::move(handlers), [](Fields& fields) {
        return GitCloned{.path = fields.text("path"), .messages = fields.content("messages")};
    });
}

asio::awaitable<Result<GitTransfer>> gitPush(ClientPointer client, GitPushSpec spec)
{
    return transfer(std::move(client), "git.push",
                    Payload()
                        .withSome("cwd", std::move(spec.folder))
                        .withSome("remote", std::move(spec.remote))
                        .withSome("branch", std::move(spec.branch))
                        .with("setUpstream", spec.setUpstream)
                        .with("force", spec.force)
                        .take());
}

asio::awaitable<Result<GitTransfer>> gitPull(ClientPointer client, GitPullSpec spec)
{
    using How = GitPullSpec::How;
    const std::string how = spec.how == How::Merge ? "merge" : spec.how == How::Rebase ? "rebase" : "ff";
    return transfer(std::move(client), "git.pull",
                    Payload()
                        .withSome("cwd", std::move(spec.folder))
                        .withSome("remote", std::move(spec.remote))
                        .withSome("branch", std::move(spec.branch))
                        .with("how", how)
                        .take());
}

} // namespace kalpana::bridge::client
