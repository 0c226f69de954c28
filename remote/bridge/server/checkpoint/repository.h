#pragma once

#include "remote/bridge/server/async/workers.h"
#include "remote/bridge/server/files/root.h"
#include "remote/bridge/server/git/program.h"

namespace kalpana::bridge::server {

/// The repository that holds a workspace's checkpoints, outside of its folder: `repository` and `index` in a folder of
/// the bridge's state. git is run there with a configuration that is all ours, so that nothing in the work tree, not a
/// hook, filter, attribute or setting, decides what runs, and no byte of a file is converted. Loop's thread; its owner
/// sees to it that one thing happens at a time.
class CheckpointRepository final {
public:
    /// `hidden` is a folder of the bridge's, which no checkpoint may hold should it be in the workspace's.
    CheckpointRepository(Children& children, Workers& workers, const Root& root, std::string folder,
                         std::string hidden);

    /// Makes it where it is missing, and takes away what a bridge that was killed left behind. Once is enough.
    [[nodiscard]] asio::awaitable<Outcome<void>> open(std::stop_token stop);
    /// Anew for each snapshot: what is not looked at beside what .gitignore files say.
    [[nodiscard]] Outcome<void> writeExcludes() const;

    /// Runs git on it; what it prints.
    [[nodiscard]] asio::awaitable<Outcome<std::string>> git(std::vector<std::string> arguments, std::string input,
                                                            std::stop_token stop) const;
    [[nodiscard]] asio::awaitable<Outcome<GitOutcome>> run(GitSpec spec, std::stop_token stop) const;
    [[nodiscard]] Environment environment() const;

    [[nodiscard]] const Root& root() const { return m_root; }
    [[nodiscard]] Workers& workers() const { return m_workers; }
    [[nodiscard]] std::string repository() const { return m_folder + "/repository"; }
    [[nodiscard]] std::string index() const { return m_folder + "/index"; }
    /// The folder of the user's own repository; empty where the workspace's folder is none.
    [[nodiscard]] std::string usersRepository() const;

private:
    Children& m_children;
    Workers& m_workers;
    const Root& m_root;
    std::string m_folder;
    std::string m_hidden;
    bool m_isOpen = false;
};

} // namespace kalpana::bridge::server
