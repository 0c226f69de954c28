#include "remote/bridge/server/checkpoint/restore.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

using Kind = Difference::Kind;

/// Removes a file or a symlink, and the folders above it that are empty then. Why not, where it can't be.
std::optional<std::string> removeFile(const Root& root, const std::string& path)
{
    const auto place = root.find(path, Root::Missing::Refuse, Root::LastLink::Keep);
    if (!place)
        return place.error().code == Code::NotFound ? std::nullopt : std::optional(place.error().message);
    if (::unlinkat(place->folder.get(), place->name.c_str(), 0) != 0 && errno != ENOENT)
        return std::string("It could not be removed: ") + ::strerror(errno) + '.';
    for (auto end = path.rfind('/'); end != std::string::npos && end > 0; end = path.rfind('/', end - 1)) {
        const auto above = root.find(path.substr(0, end), Root::Missing::Refuse, Root::LastLink::Keep);
        if (!above || ::unlinkat(above->folder.get(), above->name.c_str(), AT_REMOVEDIR) != 0)
            break;
    }
    return std::nullopt;
}

/// Why a file must not be written here: something is in its way that no checkpoint holds.
std::optional<std::string> obstacle(int root, const Difference& difference)
{
    struct stat facts{};
    const auto& path = difference.path;
    for (auto end = path.find('/'); end != std::string::npos; end = path.find('/', end + 1)) {
        if (::fstatat(root, path.substr(0, end).c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0)
            return std::nullopt;
        if (!S_ISDIR(facts.st_mode))
            return path.substr(0, end) + " is in its way, and no checkpoint holds that.";
    }
    if (::fstatat(root, path.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return std::nullopt;
    if (S_ISDIR(facts.st_mode))
        return "A folder is there with files in it that no checkpoint holds.";
    if (difference.kind == Kind::Added)
        return "A file is there that no checkpoint holds.";
    return std::nullopt;
}

/// What is removed and what is written, seen from a worker.
struct Plan {
    std::vector<Difference> write = {};
    std::string index = {}; ///< what `update-index --index-info` reads
    std::string paths = {}; ///< what `checkout-index --stdin` reads
    std::map<std::string, mode_t> modes = {};
    Restored restored = {};
};

void removeAndPlan(const Root& root, std::vector<Difference> wanted, Plan& plan)
{
    const UniqueFd folder(::open(root.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    for (auto& each : wanted) {
        if (each.kind != Kind::Deleted)
            continue;
        if (auto reason = removeFile(root, each.path)) {
            plan.restored.kept.push_back({.path = each.path, .reason = std::move(*reason)});
            continue;
        }
        plan.index += "0 0000000000000000000000000000000000000000\t" + each.path + '\0';
        plan.restored.changed.push_back(std::move(each));
    }
    for (auto& each : wanted) {
        if (each.path.empty() || each.kind == Kind::Deleted)
            continue;
        if (auto reason = obstacle(folder.get(), each)) {
            plan.restored.kept.push_back({.path = each.path, .reason = std::move(*reason)});
            continue;
        }
        struct stat facts{};
        if (::fstatat(folder.get(), each.path.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(facts.st_mode))
            plan.modes[each.path] = facts.st_mode & 07777U;
        plan.index += each.mode + ' ' + each.object + '\t' + each.path + '\0';
        plan.paths += each.path + '\0';
        plan.write.push_back(std::move(each));
    }
}

/// git makes a file anew: who may read and write it stays as it was, and whether it is a program is as it was saved.
void keepModes(const Root& root, const Plan& plan)
{
    for (const auto& each : plan.write) {
        const auto mode = plan.modes.find(each.path);
        if (mode == plan.modes.end() || !each.mode.starts_with("100"))
            continue;
        const auto file = root.open(each.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
        if (!file)
            continue;
        const mode_t readers = (mode->second & 0444U) >> 2U;
        const mode_t programs = each.mode == "100755" ? readers : 0U;
        (void)::fchmod(file->get(), (mode->second & ~mode_t{0111U}) | programs);
    }
}

} // namespace

asio::awaitable<Outcome<Restored>> carryOut(const CheckpointRepository& repository, std::vector<Difference> wanted,
                                            std::stop_token stop)
{
    Plan plan;
    co_await repository.workers().run([&] { removeAndPlan(repository.root(), std::move(wanted), plan); });
    if (!plan.index.empty()) {
        std::vector<std::string> arguments{"update-index", "--replace", "-z", "--index-info"};
        const auto noted = co_await repository.git(std::move(arguments), std::move(plan.index), stop);
        if (!noted)
            co_return std::unexpected(noted.error());
    }
    if (!plan.paths.empty()) {
        std::vector<std::string> arguments{"checkout-index", "--force", "--index", "--quiet", "-z", "--stdin"};
        const auto written = co_await repository.git(std::move(arguments), std::move(plan.paths), stop);
        if (!written)
            co_return std::unexpected(written.error());
        co_await repository.workers().run([&] { keepModes(repository.root(), plan); });
    }
    plan.restored.changed.insert(plan.restored.changed.end(), std::make_move_iterator(plan.write.begin()),
                                 std::make_move_iterator(plan.write.end()));
    co_return std::move(plan.restored);
}

} // namespace kalpana::bridge::server
