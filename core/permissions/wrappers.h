#pragma once

#include "core/permissions/shell_command.h"

#include <optional>
#include <string_view>

namespace kalpana::permissions {

/// A program that runs the one its arguments name, and how its own options are told from it.
struct Wrapper {
    std::string_view name;
    std::string_view flags;      ///< Letters without a value.
    std::string_view values;     ///< Letters with one.
    std::string_view longFlags;  ///< Between blanks.
    std::string_view longValues; ///< Between blanks.
    std::size_t operands = 0;    ///< How many stand before the program's name.
    bool assignments = false;    ///< NAME=value may stand there too.
    bool text = false;           ///< What follows is put together and read by a shell.
    std::string_view noRun = {}; ///< Letters with which it runs nothing.
};

[[nodiscard]] const Wrapper* findWrapper(std::string_view name);

/// Where the program's name stands among the wrapper's words; their number if there is none; nothing if an option is
/// not known.
struct Wrapped {
    std::size_t begin;
    bool runs = true;
};
[[nodiscard]] std::optional<Wrapped> findWrapped(const Wrapper& wrapper, const std::vector<Word>& words);

} // namespace kalpana::permissions
