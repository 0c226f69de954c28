#pragma once

#include "remote/bridge/server/files/write.h"

#include <vector>

namespace kalpana::bridge::server {

/// A text that is put in the place of another, wherever that stands; `count` is how often it must.
struct Substitution {
    std::string before = {};
    std::string after = {};
    std::uint64_t count = 1;
};

/// Substitutions one after the other, each in what the one before made, or a unified diff.
struct EditSpec {
    std::string path = {};
    std::vector<Substitution> substitutions = {};
    std::optional<std::string> diff = {};
    std::optional<std::string> expectedHash = {}; ///< of what was read
};

struct Edited {
    Written written = {};
    std::uint64_t substitutions = 0; ///< how many were made, all together
    std::uint64_t hunks = 0;         ///< of the diff
};

/// Changes a text file, all of the edits or none: mode, owner, encoding and line endings stay. In a file whose lines
/// all end in CR LF, "\n" of an edit means that. no_match where an edit does not fit, conflict where the file has
/// changed since it was read.
[[nodiscard]] Outcome<Edited> editFile(const Root& root, const EditSpec& spec, const std::stop_token& stop);

} // namespace kalpana::bridge::server
