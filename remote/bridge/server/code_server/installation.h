#pragma once

#include "remote/bridge/server/async/workers.h"
#include "remote/bridge/server/code_server/version_use.h"
#include "remote/bridge/server/command/children.h"

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace kalpana::bridge::server {

/// "fetch", "check" or "unpack", and bytes; total is 0 where it is not known.
using Progress = std::function<void(std::string_view phase, std::uint64_t done, std::uint64_t total)>;

/// A release of code-server: its version, and the SHA-256 of its archive.
struct Release {
    std::string version = {};
    std::string sha256 = {};
};

/// The code-servers below DATA/code-server, one folder a version, shared by all workspaces of the user. A version is
/// there as a whole or not at all: it is unpacked beside and renamed, so that no lock can go stale and two who install
/// at once end with the same. It stays as long as a workspace needs it.
class Installations final {
public:
    /// DATA, and the workspace whose bridge this is.
    Installations(const std::string& data, std::string id, Children& children, Workers& workers)
        : m_folder(data + "/code-server"), m_use(m_folder, data + "/workspaces", std::move(id)), m_children(children),
          m_workers(workers)
    {
    }

    [[nodiscard]] const std::string& folder() const { return m_folder; }
    [[nodiscard]] std::string folderOf(const std::string& version) const { return m_folder + '/' + version; }
    [[nodiscard]] bool has(const std::string& version) const;
    [[nodiscard]] std::vector<std::string> versions() const;

    /// Fetches the archive with the host's curl or wget, checks and unpacks it. Nothing is left behind where it fails.
    [[nodiscard]] asio::awaitable<Outcome<void>> installFromUrl(Release release, std::string url, Progress progress,
                                                                std::stop_token stop);
    /// Checks and unpacks an archive and removes it, except where it was only cancelled.
    [[nodiscard]] asio::awaitable<Outcome<void>> installFromFile(Release release, std::string archive,
                                                                 Progress progress, std::stop_token stop);
    /// From here on no other workspace's bridge removes that version. What is installed needs no word.
    [[nodiscard]] asio::awaitable<Outcome<void>> reserve(std::string version);
    /// The workspace runs that version: removes those that no workspace needs any more, but for what this bridge has
    /// installed since and not yet run.
    [[nodiscard]] asio::awaitable<void> settle(std::string version);
    /// Removes what runs that were killed have left.
    [[nodiscard]] asio::awaitable<void> removeLeftovers();

private:
    asio::awaitable<Outcome<void>> check(const Release& release, const std::string& archive, const Progress& progress,
                                         const std::stop_token& stop);
    asio::awaitable<Outcome<void>> unpack(const Release& release, const std::string& archive, const Progress& progress,
                                          const std::stop_token& stop);
    asio::awaitable<void> remove(std::string path);
    std::string temporary(std::string_view kind) const;

    std::string m_folder;
    VersionUse m_use;
    std::set<std::string> m_reserved;
    Children& m_children;
    Workers& m_workers;
};

} // namespace kalpana::bridge::server
