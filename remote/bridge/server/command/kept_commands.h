#pragma once

#include "remote/bridge/server/command/kept_command.h"

namespace kalpana::bridge::server {

/// The commands of a workspace that are kept: those that run, and the last ones that have ended. Loop's thread.
class KeptCommands final {
public:
    /// How many that have ended are kept.
    static constexpr std::size_t kMostEnded = 32;

    /// `folder`: of their files; made where it is missing.
    KeptCommands(asio::any_io_executor executor, Children& children, const Root& root, std::string folder)
        : m_executor(std::move(executor)), m_children(children), m_root(root), m_folder(std::move(folder))
    {
    }

    /// Finds what a bridge before this one has left. What ran when that one was killed has ended as Failed.
    void restore();
    [[nodiscard]] Outcome<std::shared_ptr<KeptCommand>> start(CommandSpec spec);
    /// NotFound for one that never was, or that is not kept any more.
    [[nodiscard]] Outcome<std::shared_ptr<KeptCommand>> find(std::uint64_t number) const;
    [[nodiscard]] const std::map<std::uint32_t, std::shared_ptr<KeptCommand>>& all() const { return m_commands; }
    /// The bridge ends: so do they.
    void endAll();

private:
    [[nodiscard]] std::shared_ptr<KeptCommand> make(CommandRecord record);
    void prune();

    asio::any_io_executor m_executor;
    Children& m_children;
    const Root& m_root;
    std::string m_folder;
    std::map<std::uint32_t, std::shared_ptr<KeptCommand>> m_commands;
    std::uint32_t m_last = 0;
};

} // namespace kalpana::bridge::server
