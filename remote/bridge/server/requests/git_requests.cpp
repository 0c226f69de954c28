#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/credential/questions.h"
#include "remote/bridge/server/git/path_text.h"
#include "remote/bridge/server/git/porcelain.h"
#include "remote/bridge/server/git/program.h"
#include "remote/bridge/server/requests/context.h"
#include "remote/bridge/server/requests/git_clone.h"

#include <algorithm>
#include <fcntl.h>

namespace kalpana::bridge::server {

namespace {

using protocol::Fields;
using Arguments = std::vector<std::string>;

constexpr std::size_t kMostEntries = 5000; ///< in each list of a status; the number of all stands beside
constexpr std::size_t kMostPatch = 1U << 20U;
constexpr std::uint64_t kMostCommits = 1000;

/// What every request has: the folder, below the workspace's, and what to run there.
struct Repository {
    UniqueFd folder;
    Environment environment = gitEnvironment();
};

Outcome<Repository> open(Context& context, Fields& fields)
{
    const auto cwd = fields.optionalText("cwd").value_or("");
    if (fields.failure())
        return std::unexpected(*fields.failure());
    auto folder = context.root.open(cwd, O_RDONLY | O_DIRECTORY);
    if (!folder)
        return std::unexpected(folder.error());
    return Repository{.folder = std::move(*folder)};
}

/// A revision, branch or remote that git can't take for an option.
std::string name(Fields& fields, const char* field, std::string value)
{
    if (value.starts_with('-') || value.contains('\n'))
        fields.refuse(field, std::string("\"") + field + "\" can't start with '-' or have two lines.");
    return value;
}

std::string optionalName(Fields& fields, const char* field)
{
    return name(fields, field, fields.optionalText(field).value_or(""));
}

/// Runs git where nothing is to be asked of a hook that watches files: a repository may come from anybody.
asio::awaitable<Outcome<GitOutcome>> run(Context& context, const Repository& repository, Arguments arguments,
                                         std::string input, std::size_t mostOutput, std::stop_token stop)
{
    arguments.insert(arguments.begin(), {"-c", "core.fsmonitor=false", "-c", "color.ui=false"});
    GitSpec spec{.arguments = std::move(arguments),
                 .environment = repository.environment,
                 .input = std::move(input),
                 .folder = repository.folder.get(),
                 .mostOutput = mostOutput};
    auto outcome = co_await runGit(context.children, std::move(spec), std::move(stop));
    if (outcome && outcome->exitCode != 0 && !outcome->isCutOff)
        co_return std::unexpected(gitFailure(*outcome));
    co_return outcome;
}

asio::awaitable<Outcome<std::string>> output(Context& context, const Repository& repository, Arguments arguments,
                                             std::string input, std::stop_token stop)
{
    auto outcome =
        co_await run(context, repository, std::move(arguments), std::move(input), 64U << 20U, std::move(stop));
    if (!outcome)
        co_return std::unexpected(outcome.error());
    co_return std::move(outcome->output);
}

std::string_view wordOf(char letter)
{
    switch (letter) {
    case 'A':
        return "added";
    case 'D':
        return "deleted";
    case 'R':
        return "renamed";
    case 'C':
        return "copied";
    case 'T':
        return "type_changed";
    default:
        return "modified";
    }
}

/// Adds to {name: [...], nameCount: n}.
void put(Json& reply, const std::string& list, Json item)
{
    auto& items = reply[list];
    auto& count = reply[list + "Count"];
    count = count.get<std::uint64_t>() + 1;
    if (items.size() < kMostEntries)
        items.push_back(std::move(item));
}

Json toJson(const Status& status)
{
    using Kind = StatusEntry::Kind;
    Json reply{{"commit", status.commit}, {"branch", status.branch}, {"upstream", status.upstream}};
    if (status.ahead)
        reply["ahead"] = *status.ahead;
    if (status.behind)
        reply["behind"] = *status.behind;
    for (const auto* list : {"staged", "changed", "untracked", "conflicted"}) {
        reply[list] = Json::array();
        reply[std::string(list) + "Count"] = 0;
    }
    for (const auto& entry : status.entries) {
        Json item = Json::object();
        putPath(item, entry.path);
        if (entry.kind == Kind::Untracked) {
            put(reply, "untracked", std::move(item));
        } else if (entry.kind == Kind::Conflicted) {
            item["state"] = std::string{entry.staged, entry.unstaged};
            put(reply, "conflicted", std::move(item));
        } else {
            if (entry.isSubmodule)
                item["submodule"] = true;
            if (entry.unstaged != '.') {
                item["change"] = wordOf(entry.unstaged);
                put(reply, "changed", item);
            }
            if (entry.staged != '.') {
                item["change"] = wordOf(entry.staged);
                if (!entry.original.empty())
                    putPath(item, entry.original, "original");
                put(reply, "staged", std::move(item));
            }
        }
    }
    return reply;
}

Answer status(Context& context, Call call)
{
    Fields fields(call.payload);
    auto repository = open(context, fields);
    if (!repository)
        co_return std::unexpected(repository.error());
    repository->environment.set("GIT_OPTIONAL_LOCKS", "0"); // somebody may be at work in it
    Arguments arguments{"status", "--porcelain=v2", "-z", "--branch", "--untracked-files=all"};
    const auto said = co_await output(context, *repository, std::move(arguments), {}, call.stop);
    if (!said)
        co_return std::unexpected(said.error());
    co_return toJson(parseStatus(*said));
}

Answer diff(Context& context, Call call)
{
    Fields fields(call.payload);
    Arguments arguments{"diff", "--no-color", "--no-ext-diff", "--no-textconv"};
    if (fields.flag("staged"))
        arguments.emplace_back("--cached");
    for (const auto* field : {"from", "to"})
        if (auto revision = optionalName(fields, field); !revision.empty())
            arguments.push_back(std::move(revision));
    arguments.emplace_back("--");
    const auto paths = readPaths(fields);
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    auto repository = open(context, fields);
    if (!repository)
        co_return std::unexpected(repository.error());
    repository->environment.set("GIT_OPTIONAL_LOCKS", "0");
    repository->environment.set("GIT_LITERAL_PATHSPECS", "1");
    auto outcome = co_await run(context, *repository, std::move(arguments), {}, kMostPatch, call.stop);
    if (!outcome)
        co_return std::unexpected(outcome.error());
    co_return Json{{"patch", std::move(outcome->output)}, {"truncated", outcome->isCutOff}};
}

/// One record of the format below: a line for each field, then the message.
Json commitOf(std::string_view record)
{
    const auto line = [&record] {
        const auto end = std::min(record.find('\n'), record.size());
        const auto text = record.substr(0, end);
        record.remove_prefix(std::min(end + 1, record.size()));
        return std::string(text);
    };
    Json commit{{"commit", line()}};
    Json parents = Json::array();
    for (auto rest = line(); !rest.empty();) {
        const auto end = std::min(rest.find(' '), rest.size());
        parents.push_back(rest.substr(0, end));
        rest.erase(0, end + 1);
    }
    commit["parents"] = std::move(parents);
    commit["author"] = line();
    commit["email"] = line();
    commit["authoredAtMs"] = std::strtoll(line().c_str(), nullptr, 10) * 1000;
    commit["refs"] = line();
    while (record.ends_with('\n'))
        record.remove_suffix(1);
    commit["message"] = record;
    return commit;
}

Answer log(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto limit = std::min(fields.optionalNumber("limit").value_or(50), kMostCommits);
    const auto skip = std::min<std::uint64_t>(fields.optionalNumber("skip").value_or(0), 1U << 30U);
    Arguments arguments{"log",
                        "-z",
                        "--no-color",
                        "--no-show-signature",
                        "--format=%H%n%P%n%an%n%ae%n%at%n%D%n%B",
                        "--max-count=" + std::to_string(limit + 1),
                        "--skip=" + std::to_string(skip)};
    if (auto revision = optionalName(fields, "revision"); !revision.empty())
        arguments.push_back(std::move(revision));
    arguments.emplace_back("--");
    const auto paths = readPaths(fields);
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    auto repository = open(context, fields);
    if (!repository)
        co_return std::unexpected(repository.error());
    repository->environment.set("GIT_LITERAL_PATHSPECS", "1");
    auto said = co_await output(context, *repository, std::move(arguments), {}, call.stop);
    if (!said)
        co_return std::unexpected(said.error());
    if (!said->empty() && !said->ends_with('\0'))
        *said += '\0'; // git puts a NUL between, not after
    Json commits = Json::array();
    const auto records = splitAtNul(*said);
    for (std::size_t i = 0; i < records.size() && i < limit; ++i)
        commits.push_back(commitOf(records[i]));
    co_return Json{{"commits", std::move(commits)}, {"more", records.size() > limit}};
}

Answer commit(Context& context, Call call)
{
    Fields fields(call.payload);
    auto message = fields.text("message");
    const bool all = fields.flag("all");
    const auto paths = readPaths(fields);
    if (all && !paths.empty())
        fields.refuse("paths", "Give \"all\" or \"paths\", not both.");
    Arguments arguments{"commit", "--quiet", "--cleanup=whitespace", "-F", "-"};
    if (fields.flag("amend"))
        arguments.emplace_back("--amend");
    const auto repository = open(context, fields);
    if (!repository)
        co_return std::unexpected(repository.error());
    auto literal = Repository{UniqueFd(::dup(repository->folder.get())), repository->environment};
    literal.environment.set("GIT_LITERAL_PATHSPECS", "1");
    if (all || !paths.empty()) {
        Arguments add{"add", "--all", "--"};
        add.insert(add.end(), paths.begin(), paths.end());
        if (paths.empty())
            add.emplace_back(".");
        if (const auto added = co_await output(context, literal, std::move(add), {}, call.stop); !added)
            co_return std::unexpected(added.error());
    }
    if (!paths.empty()) {
        arguments.insert(arguments.end(), {"--only", "--"});
        arguments.insert(arguments.end(), paths.begin(), paths.end());
    }
    const auto made = co_await output(context, paths.empty() ? *repository : literal, std::move(arguments),
                                      std::move(message) + '\n', call.stop);
    if (!made)
        co_return std::unexpected(made.error());
    Arguments parse{"rev-parse", "--verify", "HEAD"};
    auto head = co_await output(context, *repository, std::move(parse), {}, call.stop);
    if (!head)
        co_return std::unexpected(head.error());
    co_return Json{{"commit", head->substr(0, head->find('\n'))}};
}

Answer listBranches(Context& context, const Repository& repository, std::stop_token stop)
{
    Arguments arguments{"for-each-ref", "--format=%(refname)%00%(objectname)%00%(upstream:short)%00%(HEAD)%00",
                        "refs/heads", "refs/remotes"};
    const auto said = co_await output(context, repository, std::move(arguments), {}, std::move(stop));
    if (!said)
        co_return std::unexpected(said.error());
    Json branches = Json::array();
    const auto parts = splitAtNul(*said);
    for (std::size_t i = 0; i + 3 < parts.size(); i += 4) {
        auto ref = parts[i].substr(parts[i].starts_with('\n') ? 1 : 0);
        const bool isRemote = ref.starts_with("refs/remotes/");
        ref.remove_prefix(std::string_view(isRemote ? "refs/remotes/" : "refs/heads/").size());
        if (isRemote && ref.ends_with("/HEAD"))
            continue;
        branches.push_back({{"name", ref},
                            {"commit", parts[i + 1]},
                            {"upstream", parts[i + 2]},
                            {"current", parts[i + 3] == "*"},
                            {"remote", isRemote}});
    }
    co_return Json{{"branches", std::move(branches)}};
}

Answer branch(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto action = fields.optionalText("action").value_or("list");
    auto branch = optionalName(fields, "name");
    auto from = optionalName(fields, "from");
    Arguments arguments;
    if (action == "create")
        arguments = {"switch", "--quiet", "--create", branch};
    else if (action == "switch")
        arguments = {"switch", "--quiet", branch};
    else if (action == "delete")
        arguments = {"branch", "--quiet", fields.flag("force") ? "-D" : "-d", "--", branch};
    else if (action != "list")
        fields.refuse("action", "\"action\" is list, create, switch or delete.");
    if (action != "list" && branch.empty())
        fields.refuse("name", "\"name\" must name a branch.");
    if (action == "create" && !from.empty())
        arguments.push_back(std::move(from));
    const auto repository = open(context, fields);
    if (!repository)
        co_return std::unexpected(repository.error());
    if (!arguments.empty())
        if (const auto done = co_await output(context, *repository, std::move(arguments), {}, call.stop); !done)
            co_return std::unexpected(done.error());
    co_return co_await listBranches(context, *repository, call.stop);
}

/// What talks to another repository, and may have to ask for a password.
Answer transfer(Context& context, Fields& fields, Arguments arguments, std::stop_token stop)
{
    for (const auto* field : {"remote", "branch"})
        if (auto text = optionalName(fields, field); !text.empty())
            arguments.push_back(std::move(text));
        else if (std::string_view(field) == "remote" && fields.optionalText("branch"))
            fields.refuse("remote", "\"remote\" must be given where \"branch\" is.");
    auto repository = open(context, fields);
    if (!repository)
        co_return std::unexpected(repository.error());
    context.questions.addTo(repository->environment);
    auto outcome = co_await run(context, *repository, std::move(arguments), {}, kMostPatch, std::move(stop));
    if (!outcome)
        co_return std::unexpected(outcome.error());
    co_return Json{{"output", std::move(outcome->output)}, {"messages", std::move(outcome->errors)}};
}

Answer push(Context& context, Call call)
{
    Fields fields(call.payload);
    Arguments arguments{"push", "--no-progress"};
    if (fields.flag("setUpstream"))
        arguments.emplace_back("--set-upstream");
    if (fields.flag("force"))
        arguments.emplace_back("--force-with-lease"); // what somebody else pushed meanwhile is not lost
    co_return co_await transfer(context, fields, std::move(arguments), call.stop);
}

Answer pull(Context& context, Call call)
{
    Fields fields(call.payload);
    Arguments arguments{"pull", "--no-progress"};
    const auto how = fields.optionalText("how").value_or("ff");
    if (how == "merge")
        arguments.insert(arguments.end(), {"--no-rebase", "--no-edit"});
    else if (how == "rebase")
        arguments.emplace_back("--rebase");
    else if (how == "ff")
        arguments.emplace_back("--ff-only");
    else
        fields.refuse("how", "\"how\" is ff, merge or rebase.");
    co_return co_await transfer(context, fields, std::move(arguments), call.stop);
}

} // namespace

void addGitRequests(Handlers& handlers, Context& context)
{
    const auto add = [&](const char* type, Answer (*answer)(Context&, Call)) {
        handlers.byType[type] = [&context, answer](Call call) { return answer(context, std::move(call)); };
    };
    add("git.status", status);
    add("git.diff", diff);
    add("git.log", log);
    add("git.commit", commit);
    add("git.branch", branch);
    add("git.clone", cloneRepository);
    add("git.push", push);
    add("git.pull", pull);
}

} // namespace kalpana::bridge::server
