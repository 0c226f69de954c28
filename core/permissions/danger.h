#pragma once

#include "core/permissions/folder_place.h"
#include "core/permissions/shell_command.h"

#include <cstdint>
#include <optional>
#include <string>

namespace kalpana::permissions {

/// What makes a command one that is asked about whatever the rules allow, unless the exact line was allowed.
struct Danger {
    enum class Kind : std::uint8_t {
        RecursiveDelete,
        Erase, ///< Contents are overwritten or cut off.
        ForcePush,
        HistoryRewrite, ///< Of Git: commits, branches or changes that are not committed are given up.
        SystemTool,     ///< Disks, services, users, packages, network, containers.
        RecursiveMode,  ///< chmod -R and the like
        Kill,
        OtherUser,
        OtherMachine,
        WriteOutside,
        WriteUnknown, ///< Where it writes can't be known.
        Device,
        SelfRunning, ///< Writes what other programs run by itself, such as Git hooks.
        Names,       ///< Changes what names mean: PATH, LD_PRELOAD, alias …
        InlineCode,  ///< Code in a language that is not looked into.
        RunsOthers,  ///< By arguments that are not looked into.
    };
    Kind kind;
    std::string what = {}; ///< The word that gave it away.
};

/// Looks at one simple command. `place` is where it runs; wrappers are judged by themselves, what they run by itself.
[[nodiscard]] std::optional<Danger> dangerOf(const ShellCommand& command, const FolderPlace& place);

// Parts of the above, each in a file of its own.
[[nodiscard]] std::optional<Danger> dangerOfGit(const std::vector<Word>& words, const FolderPlace& place);
[[nodiscard]] std::optional<Danger> dangerOfSed(const std::vector<Word>& words);
[[nodiscard]] std::optional<Danger> dangerOfWriting(const std::vector<Word>& words, const FolderPlace& place);
[[nodiscard]] std::optional<Danger> dangerOfRedirections(const ShellCommand& command, const FolderPlace& place);
/// What writing to a path means: outside, unknown, a device, a file that runs by itself.
[[nodiscard]] std::optional<Danger> dangerOfTarget(const Word& target, const FolderPlace& place);
/// A variable that decides what programs are found or what they load.
[[nodiscard]] bool decidesWhatRuns(std::string_view variable);
/// A file that Git, editors, shells or Kalpana itself act on without a further question.
[[nodiscard]] bool runsByItself(std::string_view path);

} // namespace kalpana::permissions
