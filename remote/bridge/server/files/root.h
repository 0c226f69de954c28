#pragma once

#include "remote/bridge/server/os/system_failure.h"
#include "remote/bridge/server/os/unique_fd.h"

#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// Where a file is or will be: its folder, held open, and its name there, which is no symlink. "." is the root itself.
struct Place {
    UniqueFd folder;
    std::string name;
};

/// The workspace's folder, and the only way to files in it. No path leads out: not "..", not a symlink, not one that
/// changes while it is walked (openat2(2) with RESOLVE_BENEATH; on kernels before 5.6 and for absolute links, step by
/// step on open descriptors). Any thread.
class Root final {
public:
    enum class Resolver { Kernel, OwnWalk };

    explicit Root(std::string path, Resolver resolver = Resolver::Kernel)
        : m_path(std::move(path)), m_resolver(resolver)
    {
    }

    [[nodiscard]] const std::string& path() const { return m_path; }

    /// Opens what is there. Paths are relative to the root, or absolute and below it.
    [[nodiscard]] Outcome<UniqueFd> open(std::string_view path, int flags) const;

    enum class Missing { Refuse, MakeFolders };
    /// Finds the folder of a file that may not be there yet; follows a symlink in the last place too.
    [[nodiscard]] Outcome<Place> find(std::string_view path, Missing missing) const;

    /// The path as it is told to clients: relative to the root, without "." and double slashes.
    [[nodiscard]] Outcome<std::string> relative(std::string_view path) const;

private:
    [[nodiscard]] Outcome<std::string> below(std::string_view path) const;

    std::string m_path;
    Resolver m_resolver;
};

} // namespace kalpana::bridge::server
