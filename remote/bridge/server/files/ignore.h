#pragma once

#include "remote/bridge/server/files/pattern.h"

#include <vector>

namespace kalpana::bridge::server {

/// The .gitignore files from the root down to a folder.
class IgnoreRules final {
public:
    /// Goes into a folder; `text` is its .gitignore. `folder` is its path from the root, "" for the root.
    void enter(std::string_view folder, std::string_view text);
    void leave() { m_files.pop_back(); }

    /// The last line of the deepest file that says anything about it decides.
    [[nodiscard]] bool ignores(std::string_view path, bool isFolder) const;

private:
    struct File {
        std::size_t prefix = 0; ///< of paths, up to what is relative to this file
        std::vector<Pattern> patterns = {};
    };
    std::vector<File> m_files;
};

} // namespace kalpana::bridge::server
