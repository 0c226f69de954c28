#include "remote/bridge/server/runtime_folder.h"

#include "remote/bridge/server/os/unix_socket.h"

#include <cstdlib>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::string_view kLongestName = "/control.sock";

bool isOursAlone(const std::string& folder)
{
    struct stat facts{};
    return ::stat(folder.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) && facts.st_uid == ::geteuid() &&
           (facts.st_mode & 022U) == 0 && ::access(folder.c_str(), W_OK | X_OK) == 0;
}

bool isLingering()
{
    // loginctl enable-linger leaves a file named for the user; without the name at hand, $USER is what the login said.
    const char* user = std::getenv("USER");
    return user != nullptr && *user != '\0' &&
           ::access(("/var/lib/systemd/linger/" + std::string(user)).c_str(), F_OK) == 0;
}

bool outlivesSessions(const std::string& folder)
{
    return !folder.starts_with("/run/user/") || isLingering();
}

} // namespace

bool RuntimeFolder::lock() const
{
    return ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0;
}

std::vector<std::string> runtimeCandidates(const Options& options)
{
    if (!options.runtime.empty())
        return {options.runtime};
    std::vector<std::string> candidates;
    if (const char* variable = std::getenv("XDG_RUNTIME_DIR"); variable != nullptr && *variable == '/') {
        std::string folder = variable;
        while (folder.size() > 1 && folder.ends_with('/'))
            folder.pop_back();
        if (outlivesSessions(folder) && isOursAlone(folder))
            candidates.push_back(folder + "/kalpana/" + options.id);
    }
    candidates.push_back("/tmp/kalpana-" + std::to_string(::geteuid()) + '/' + options.id);
    candidates.push_back(options.data + "/workspaces/" + options.id + "/run");
    return candidates;
}

Outcome<RuntimeFolder> openRuntimeFolder(const std::vector<std::string>& candidates)
{
    Outcome<RuntimeFolder> first = failed(Code::Failed, "There is no place for sockets.");
    for (const auto& path : candidates) {
        Outcome<UniqueFd> folder =
            failed(Code::BadRequest,
                   "The path " + path + " is too long for sockets in it. Choose a shorter one with --runtime.");
        if (path.size() + kLongestName.size() <= kMaxSocketPath) {
            // The last two parts are ours ("kalpana-UID/ID"), except for a folder that was chosen by hand.
            const std::filesystem::path whole(path);
            const bool chosen = candidates.size() == 1;
            const auto base = chosen ? whole.parent_path() : whole.parent_path().parent_path();
            const auto made = base == "/tmp" ? Outcome<void>() : makeFolders(base.string());
            folder = made ? openPrivateFolder(base.string(), whole.lexically_relative(base).string())
                          : std::unexpected(made.error());
        }
        if (folder)
            return RuntimeFolder{path, std::move(*folder)};
        if (&path == &candidates.front())
            first = std::unexpected(folder.error());
    }
    return first;
}

} // namespace kalpana::bridge::server
