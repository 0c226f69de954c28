#pragma once

#include "remote/bridge/server/files/pattern.h"

#include <vector>

namespace kalpana::bridge::server {

/// Which files are wanted, as ripgrep's --glob says it: the last glob that matches decides; where there are globs that
/// include, files that none of them matches are left out. What a glob includes comes even where Git leaves it out.
class Globs final {
public:
    Globs() = default;
    /// The excluding ones count more than all that include.
    Globs(const std::vector<std::string>& include, const std::vector<std::string>& exclude);

    enum class Says { Nothing, Include, Exclude };
    [[nodiscard]] Says of(std::string_view path, bool isFolder) const;

private:
    std::vector<Pattern> m_patterns; ///< a negated one excludes
    bool m_includes = false;
};

} // namespace kalpana::bridge::server
