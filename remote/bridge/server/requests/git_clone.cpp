#include "remote/bridge/server/requests/git_clone.h"

#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/credential/questions.h"
#include "remote/bridge/server/files/tree.h"
#include "remote/bridge/server/git/program.h"
#include "remote/bridge/server/git/progress.h"
#include "remote/bridge/server/git/unfinished_clones.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

using protocol::Fields;
using namespace std::chrono_literals;

constexpr auto kBetweenEvents = 50ms;
constexpr std::uint64_t kDeepest = 1'000'000'000;

/// An address that git takes for nothing else: no option, and no transport that runs a program ("ext::sh -c …").
std::string addressOf(Fields& fields)
{
    auto url = fields.text("url");
    const bool isPlain =
        std::ranges::none_of(url, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; });
    if (fields.failure())
        return url;
    if (url.empty() || url.starts_with('-') || !isPlain)
        fields.refuse("url", "\"url\" must be the address of a repository: it can't be empty, start with '-' or have "
                             "control characters.");
    else if (const auto helper = url.find("::"); helper != std::string::npos && url.find_first_of("/[") > helper)
        fields.refuse("url", "\"url\" must be an address of https, ssh, git or a path: git would run the helper \"" +
                                 url.substr(0, helper) + "\" for this one.");
    else if (!url.starts_with('/') && !url.contains(':'))
        fields.refuse("url", "\"url\" must be an address, or an absolute path on the host.");
    return url;
}

struct Wanted {
    std::string url;
    std::string folder;
    std::vector<std::string> arguments;
};

Outcome<Wanted> wantedOf(const Json& payload)
{
    Fields fields(payload);
    Wanted wanted{.url = addressOf(fields),
                  .folder = fields.text("folder"),
                  .arguments = {"-c", "color.ui=false", "-c", "protocol.ext.allow=never", "-c",
                                "protocol.fd.allow=never", "clone", "--progress"}};
    if (const auto branch = fields.optionalText("branch")) {
        if (branch->empty() || branch->starts_with('-') || branch->contains('\n'))
            fields.refuse("branch", "\"branch\" can't be empty, start with '-' or have two lines.");
        wanted.arguments.push_back("--branch=" + *branch);
    }
    if (const auto depth = fields.optionalNumber("depth")) {
        if (*depth < 1 || *depth > kDeepest)
            fields.refuse("depth", "\"depth\" must be a number of commits, 1 or more.");
        wanted.arguments.push_back("--depth=" + std::to_string(*depth));
    }
    if (fields.flag("recurse"))
        wanted.arguments.emplace_back("--recurse-submodules");
    if (fields.failure())
        return std::unexpected(*fields.failure());
    wanted.arguments.insert(wanted.arguments.end(), {"--", wanted.url, "."});
    return wanted;
}

std::unexpected<Failure> isThere(const std::string& folder)
{
    return failed(Code::Conflict, folder + " is there already. Clone into a folder that is new.", "folder");
}

/// What git was killed over may still be writing.
asio::awaitable<void> removeHalf(Context& context, const Place& place, const std::string& shown)
{
    for (int round = 0; round < 20; ++round) {
        bool gone = false;
        co_await context.workers.run([&] { gone = removeTree(place, shown).has_value(); });
        if (gone) {
            context.clones.end(place.name);
            co_return;
        }
        co_await delay(50ms);
    }
}

} // namespace

Answer cloneRepository(Context& context, Call call)
{
    auto wanted = wantedOf(call.payload);
    if (!wanted)
        co_return std::unexpected(wanted.error());
    const auto relative = context.root.relative(wanted->folder);
    if (!relative)
        co_return std::unexpected(relative.error());
    const auto place = context.root.find(*relative, Root::Missing::MakeFolders, Root::LastLink::Keep);
    if (!place)
        co_return std::unexpected(place.error());
    struct stat there{};
    if (place->name == "." || ::fstatat(place->folder.get(), place->name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0)
        co_return isThere(*relative);
    const auto name = context.clones.begin(*relative);
    if (!name)
        co_return std::unexpected(name.error());
    const Place half{UniqueFd(::fcntl(place->folder.get(), F_DUPFD_CLOEXEC, 3)), *name};
    if (::mkdirat(half.folder.get(), name->c_str(), 0777) != 0) {
        const int error = errno;
        context.clones.end(*name);
        co_return std::unexpected(systemFailure(*relative, error));
    }
    const UniqueFd folder(::openat(half.folder.get(), name->c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder)
        co_return systemFailed(*relative);

    const auto reader = std::make_shared<ProgressReader>();
    GitSpec spec{.arguments = std::move(wanted->arguments), .environment = gitEnvironment(), .folder = folder.get()};
    context.questions.addTo(spec.environment);
    spec.onErrors = [reader, call, next = Clock::time_point()](std::string_view bytes) mutable {
        const auto progress = reader->feed(bytes);
        if (!progress || Clock::now() < next)
            return;
        next = Clock::now() + kBetweenEvents;
        call.out->send(encode(protocol::Event{
            "git.progress", {{"id", call.id}, {"phase", progress->phase}, {"percent", progress->percent}}}));
    };
    auto outcome = co_await runGit(context.children, std::move(spec), call.stop);
    auto said = reader->finish();
    Outcome<void> named;
    if (outcome && outcome->exitCode == 0) {
        named = moveTree(half, *place, *relative, *relative, call.stop);
        if (named) {
            context.clones.end(*name);
            co_return Json{{"path", *relative}, {"messages", std::move(said)}};
        }
    }
    co_await removeHalf(context, half, *relative);
    if (!named)
        co_return named.error().code == Code::Conflict ? isThere(*relative) : std::unexpected(named.error());
    if (!outcome)
        co_return std::unexpected(outcome.error());
    outcome->errors = std::move(said);
    co_return std::unexpected(gitFailure(*outcome));
}

} // namespace kalpana::bridge::server
