#pragma once

#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// One line of a .gitignore, and a --glob of ripgrep's (gitignore(5), "Pattern format"): "*.o", "/build", "src/**/x?",
/// "[a-z]*", "!keep.o", "logs/".
class Pattern final {
public:
    explicit Pattern(std::string_view text);

    [[nodiscard]] bool isEmpty() const { return m_glob.empty(); }
    /// "!…": what matches is taken back in.
    [[nodiscard]] bool isNegated() const { return m_negated; }
    /// `path` is relative to the folder that the pattern belongs to.
    [[nodiscard]] bool matches(std::string_view path, bool isFolder) const;

private:
    std::string m_glob;
    bool m_negated = false;
    bool m_foldersOnly = false;
};

} // namespace kalpana::bridge::server
