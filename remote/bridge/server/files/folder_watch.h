#pragma once

#include "remote/bridge/server/files/changes.h"
#include "remote/bridge/server/files/ignore.h"
#include "remote/bridge/server/files/root.h"

#include <atomic>
#include <memory>
#include <stop_token>
#include <unordered_map>

namespace kalpana::bridge::server {

struct WatchSpec {
    std::string path = {};
    bool recursive = true;
    bool respectIgnore = true; ///< .git and what Git leaves out is not watched
};

/// How many folders may still be watched, by all watches of a bridge together.
struct WatchBudget {
    std::atomic<std::ptrdiff_t> folders = 65536;
};

/// Hears from the kernel what happens in a folder and those below, new ones too (inotify(7)). Passive: its owner waits
/// for the descriptor and hands over what can be read there. One call at a time, on any thread; calls touch the disk.
class FolderWatch final {
public:
    /// Errors: not_found, no_permission, limit (too many folders, by our measure or the host's).
    [[nodiscard]] static Outcome<std::unique_ptr<FolderWatch>> start(const Root& root, WatchSpec spec,
                                                                     WatchBudget& budget, const std::stop_token& stop);
    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;
    ~FolderWatch();

    /// Readable when something happened; does not block.
    [[nodiscard]] int descriptor() const { return m_inotify.get(); }
    [[nodiscard]] std::size_t folders() const { return m_folders.size(); }

    /// Takes all that can be read and puts together what it means. not_found where the folder itself is gone, limit
    /// where there are too many by now.
    [[nodiscard]] Outcome<void> take(Changes& changes, const std::stop_token& stop);

private:
    struct Folder {
        std::string path; ///< from the root
        IgnoreRules::Pointer rules;
    };
    FolderWatch(const Root& root, WatchSpec spec, WatchBudget& budget);

    [[nodiscard]] Outcome<void> begin(const std::stop_token& stop);
    [[nodiscard]] Outcome<void> addFolder(const UniqueFd& folder, const std::string& path, IgnoreRules::Pointer rules,
                                          Changes* found, int depth, const std::stop_token& stop);
    [[nodiscard]] Outcome<void> addBelow(const Folder& parent, const char* name, Changes& changes,
                                         const std::stop_token& stop);
    [[nodiscard]] Outcome<void> takeOne(int watch, unsigned mask, const char* name, Changes& changes,
                                        const std::stop_token& stop);
    void forget(int watch);
    void forgetBelow(const std::string& path);
    void forgetAll();

    const Root& m_root;
    WatchSpec m_spec;
    WatchBudget& m_budget;
    UniqueFd m_inotify;
    std::unordered_map<int, Folder> m_folders; ///< by the kernel's number for them
    int m_top = -1;
    bool m_mustBeginAgain = false; ///< events were lost, or the rules are others now
};

} // namespace kalpana::bridge::server
