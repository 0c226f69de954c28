#pragma once

#include "remote/bridge/server/files/pattern.h"
#include "remote/bridge/server/files/root.h"

#include <memory>
#include <vector>

namespace kalpana::bridge::server {

/// What Git leaves out in one folder (gitignore(5)): the lines of its .gitignore, below them those of the folders above
/// up to the repository's top, and last those of the repository's .git/info/exclude. A repository within another one
/// has its own rules only. Never changes; folders below hold on to it.
class IgnoreRules final {
public:
    using Pointer = std::shared_ptr<const IgnoreRules>;

    struct Texts {
        std::string_view ignore = {};  ///< of its .gitignore
        std::string_view exclude = {}; ///< of its .git/info/exclude
        bool isRepository = false;     ///< it has a .git
    };
    /// `above` are those of the folder above (none for the root), `folder` is its path from the root, "" for that.
    [[nodiscard]] static Pointer enter(Pointer above, std::string_view folder, const Texts& texts);
    /// The same, for an open folder whose files these are, where it may have a .gitignore or a .git.
    [[nodiscard]] static Pointer read(Pointer above, std::string_view folder, int openFolder, bool mayHaveIgnore,
                                      bool mayHaveGit);

    IgnoreRules(Pointer above, std::string_view folder, const Texts& texts);

    /// Of a path from the root that is in this folder or below; a folder above it that is left out is not looked at.
    [[nodiscard]] bool ignores(std::string_view path, bool isFolder) const;

private:
    using Patterns = std::vector<Pattern>;

    Pointer m_above;
    std::size_t m_prefix; ///< of paths, up to what is relative to this folder
    bool m_isRepository;
    Patterns m_patterns;
    Patterns m_excludes;
};

/// The rules of the folders above a path from the root, from the root on; none for the root itself.
[[nodiscard]] IgnoreRules::Pointer rulesAbove(const Root& root, std::string_view path);

} // namespace kalpana::bridge::server
