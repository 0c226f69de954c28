#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// One line of a .gitignore, and a --glob of ripgrep's (gitignore(5), "Pattern format"): "*.o", "/build", "src/**/x?",
/// "[a-z]*", "!keep.o", "logs/". Bytes are compared, as Git does. What is no pattern (a class that never ends, a
/// backslash at the end) matches nothing.
class Pattern final {
public:
    explicit Pattern(std::string_view line);

    [[nodiscard]] bool isEmpty() const { return m_kind == Kind::Empty; }
    /// "!…": what matches is taken back in.
    [[nodiscard]] bool isNegated() const { return m_negated; }
    /// `path` is relative to the folder that the pattern belongs to.
    [[nodiscard]] bool matches(std::string_view path, bool isFolder) const
    {
        return matches(path, path.substr(path.rfind('/') + 1), isFolder);
    }
    /// The same where the last part of the path is known already.
    [[nodiscard]] bool matches(std::string_view path, std::string_view name, bool isFolder) const;

private:
    /// What is compared with what; most patterns need no glob.
    enum class Kind : std::uint8_t { Empty, Name, NameEnd, NameGlob, Path, PathGlob };

    Kind m_kind = Kind::Empty;
    bool m_negated = false;
    bool m_foldersOnly = false;
    std::string m_start; ///< of a PathGlob: what stands before its first special character
    std::string m_glob;
};

/// Whether a glob matches all of a text: ? * [a-z] [!a-z] [[:alpha:]] \x, and where slashes count also **. It goes back
/// to the last star only (and the last double star), so that no glob takes for ever.
enum class Slashes : std::uint8_t { Count, AreLikeOthers };
[[nodiscard]] bool matchesGlob(std::string_view glob, std::string_view text, Slashes slashes);

} // namespace kalpana::bridge::server
