#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

enum class Kind : unsigned char { File, Folder, Link, Other };
/// "file", "folder", "link", "other".
[[nodiscard]] std::string_view wordOf(Kind kind);
[[nodiscard]] Kind kindOf(unsigned mode);

/// What is in a folder, but for "." and "..", as the kernel gives it; after a million names it ends.
class FolderNames final {
public:
    /// Of an open folder (O_PATH will do); empty where it can't be read.
    explicit FolderNames(int folder);

    struct Name {
        const char* text; ///< lives as long as the names
        Kind kind;
        [[nodiscard]] std::string_view view() const { return text; }
    };
    [[nodiscard]] std::size_t size() const { return m_names.size(); }
    [[nodiscard]] Name operator[](std::size_t at) const;
    [[nodiscard]] bool contains(std::string_view name) const;
    /// In the order of their bytes.
    void sort();

private:
    struct Entry {
        std::uint64_t start = 0; ///< the first eight bytes of the name: they decide nearly every comparison
        std::uint32_t offset = 0;
        Kind kind = Kind::Other;
    };
    [[nodiscard]] std::size_t sharedStart() const;
    void addRecords(int folder, std::size_t from);

    std::vector<char> m_bytes;
    std::vector<Entry> m_names;
};

} // namespace kalpana::bridge::server
