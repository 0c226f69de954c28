#pragma once

#include "core/permissions/shell_command.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kalpana::permissions {

/// The pattern of a rule about commands, such as "git log *": compared word by word after the shell's quotes are gone,
/// so that no quoting and no second command on the line slips through.
class CommandPattern final {
public:
    explicit CommandPattern(std::string_view pattern);

    enum class Match : std::uint8_t {
        No,
        Perhaps, ///< An expansion decides.
        Yes,
    };
    /// For a rule that allows: Yes means that it matches whatever the expansions give. The first word is compared as it
    /// stands: "./git" and "/opt/git" are not "git".
    [[nodiscard]] Match allows(const std::vector<Word>& words) const;
    /// For a rule that asks or denies: a program is also known by its path, and * alone is every command.
    [[nodiscard]] Match stops(const std::vector<Word>& words) const;

private:
    [[nodiscard]] Match match(const std::vector<Word>& words, std::string_view name) const;

    std::vector<std::string> m_words;
    bool m_open = false; ///< Ends with the word *.
};

/// The name of a program without the folders before it.
[[nodiscard]] std::string_view baseName(std::string_view program);

} // namespace kalpana::permissions
