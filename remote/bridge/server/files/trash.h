#pragma once

#include "remote/bridge/server/files/folder_names.h"
#include "remote/bridge/server/files/root.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace kalpana::bridge::server {

/// Something that was deleted and can be had back.
struct Discarded {
    std::string id = {};
    std::string path = {}; ///< where it was, from the root
    Kind kind = Kind::Other;
    std::uint64_t size = 0; ///< as sizeOf() counts
    std::uint64_t deletedAtMs = 0;
};

/// What was deleted in a workspace: a folder of our own, beside the workspace and not in it. Each item is a folder
/// there, with the item and what is known about it; it is renamed into it, so that it is at one place or at the other
/// whatever happens (from another disk it is copied first). Bounded: the oldest go. One call at a time, on any thread.
class Trash final {
public:
    struct Limits {
        std::uint64_t bytes = 1U << 30U;
        std::size_t items = 1000;
    };

    /// `folder` is made when it is first needed.
    Trash(const Root& root, std::string folder) : Trash(root, std::move(folder), Limits()) {}
    Trash(const Root& root, std::string folder, Limits limits)
        : m_root(root), m_folder(std::move(folder)), m_limits(limits)
    {
    }

    struct Outcomes {
        Discarded item = {};
        std::vector<Discarded> pruned = {}; ///< what had to go for it, for ever
    };
    /// Takes a file or a folder out of the workspace. too_large where it alone is more than fits.
    [[nodiscard]] Outcome<Outcomes> discard(const std::string& path, const std::stop_token& stop);
    /// Puts it back to where it was, or to `path` where that is not empty; which one it was. conflict where something
    /// is there.
    [[nodiscard]] Outcome<std::string> restore(const std::string& id, const std::string& path,
                                               const std::stop_token& stop);
    /// The newest first.
    [[nodiscard]] std::vector<Discarded> items() const;

    [[nodiscard]] const Limits& limits() const { return m_limits; }

private:
    [[nodiscard]] Outcome<UniqueFd> open() const;
    [[nodiscard]] std::vector<Discarded> prune(int folder, std::uint64_t comingBytes) const;
    [[nodiscard]] std::string newId();

    const Root& m_root;
    std::string m_folder;
    Limits m_limits;
    unsigned m_count = 0;
};

} // namespace kalpana::bridge::server
