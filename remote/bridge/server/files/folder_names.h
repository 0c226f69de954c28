#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

enum class Kind : unsigned char { File, Folder, Link, Other };
/// "file", "folder", "link", "other".
[[nodiscard]] std::string_view wordOf(Kind kind);

struct FolderName {
    std::string text;
    Kind kind = Kind::Other;
};

/// What is in an open folder (O_PATH will do), but for "." and "..", in no order; empty where it can't be read. After
/// a million names it ends.
[[nodiscard]] std::vector<FolderName> namesIn(int folder);

[[nodiscard]] Kind kindOf(unsigned mode);

} // namespace kalpana::bridge::server
