#pragma once

#include "remote/bridge/server/os/system_failure.h"
#include "remote/bridge/server/os/unique_fd.h"

#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// Where a file is or will be: its folder, held open (O_PATH), and its name there. "." is a folder itself, as the root.
struct Place {
    UniqueFd folder;
    std::string name;
};

/// The workspace's folder, and the only way to files in it. No path leads out: not "..", not a symlink, not one that
/// changes while it is walked (openat2(2) with RESOLVE_BENEATH; on kernels before 5.6, where a sandbox refuses that
/// call, and for absolute links, step by step on open descriptors). What is done at a Place must not follow a link in
/// its name: somebody may put one there at any moment. Any thread.
class Root final {
public:
    enum class Resolver { Kernel, OwnWalk };

    explicit Root(std::string path, Resolver resolver = Resolver::Kernel)
        : m_path(std::move(path)), m_resolver(resolver)
    {
    }

    [[nodiscard]] const std::string& path() const { return m_path; }

    /// Opens what is there, without waiting for the other end of a pipe. Paths are relative to the root, or absolute
    /// and below it.
    [[nodiscard]] Outcome<UniqueFd> open(std::string_view path, int flags) const;

    enum class Missing { Refuse, MakeFolders };
    enum class LastLink { Follow, Keep };
    /// Finds the folder of a file that may not be there yet. A symlink in the last place is followed, so that the name
    /// found is none, or kept: then the name is that of the link.
    [[nodiscard]] Outcome<Place> find(std::string_view path, Missing missing,
                                      LastLink lastLink = LastLink::Follow) const;

    /// The path as it is told to clients: relative to the root, without "." and double slashes.
    [[nodiscard]] Outcome<std::string> relative(std::string_view path) const;

private:
    [[nodiscard]] Outcome<std::string> below(std::string_view path) const;
    [[nodiscard]] Outcome<Place> findByWalk(std::string_view path, const std::string& rest, Missing missing,
                                            LastLink lastLink) const;

    std::string m_path;
    Resolver m_resolver;
};

} // namespace kalpana::bridge::server
