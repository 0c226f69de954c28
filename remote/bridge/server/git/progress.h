#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// How far git is, as it says with --progress.
struct GitProgress {
    std::string_view phase; ///< "Receiving objects" and the like; one of git's own, never what a server said
    int percent = 0;
};

/// Nothing where a line is something else. "remote: " stands before what a server does.
[[nodiscard]] std::optional<GitProgress> parseProgress(std::string_view line);

/// Takes apart what git says beside its output: progress, in lines that each take the place of the one before, and
/// sentences. Passive; keeps at most 64 KiB of sentences, the last ones.
class ProgressReader final {
public:
    /// The last progress in these bytes.
    [[nodiscard]] std::optional<GitProgress> feed(std::string_view bytes);
    /// What was said that is no progress, once nothing more comes.
    [[nodiscard]] std::string finish();

private:
    std::optional<GitProgress> take(char end);

    std::string m_line;
    std::string m_said;
};

} // namespace kalpana::bridge::server
