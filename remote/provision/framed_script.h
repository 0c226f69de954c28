#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kalpana::provision {

/// A POSIX sh script made ready for a host whose login shell is unknown (bash, csh, fish) and whose start-up files may
/// print. The command line has no character that any of them expands; the script travels on standard input, read to the
/// byte, so that what follows it there (an upload) is the script's own standard input. Output stands between markers
/// that nobody can guess.
struct FramedScript {
    std::string commandLine;
    std::string input;  ///< The script; append what the script itself is to read.
    std::string marker; ///< Random for each script.
};

[[nodiscard]] FramedScript frame(std::string_view script);

/// What the script printed; nothing when the markers are missing, which means that it never ran to its end.
[[nodiscard]] std::optional<std::string> framedOutput(std::string_view printed, std::string_view marker);

/// As one word of a POSIX shell.
[[nodiscard]] std::string shellQuoted(std::string_view word);

} // namespace kalpana::provision
