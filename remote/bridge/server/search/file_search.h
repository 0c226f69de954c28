#pragma once

#include "remote/bridge/server/files/walk.h"
#include "remote/bridge/server/search/line_search.h"
#include "remote/bridge/server/search/search.h"

namespace kalpana::bridge::server {

/// Searches one file after the other, a block at a time, so that large ones need little memory. One thread.
class FileSearch final {
public:
    FileSearch(const Regex& regex, const SearchSpec& spec) : m_spec(spec), m_lines(regex) {}

    /// The lines that match, at most `most`. None in what is no plain file, can't be read, or has NUL bytes.
    [[nodiscard]] std::vector<Match> search(const Entry& entry, std::uint64_t most);

private:
    void letGo();
    [[nodiscard]] bool fill(int file);
    [[nodiscard]] bool decodeMarked(int file);
    [[nodiscard]] std::size_t lineStart(std::size_t at) const;
    [[nodiscard]] std::size_t searchable() const;
    void searchBlock(std::string_view path, std::vector<Match>& matches, std::uint64_t most);
    void countLines(std::size_t to);

    const SearchSpec& m_spec;
    LineSearch m_lines;
    std::string m_buffer;       ///< from the start of a line
    std::size_t m_size = 0;     ///< how much of it is there
    std::size_t m_at = 0;       ///< all before was searched
    std::uint64_t m_number = 1; ///< of the line at m_counted
    std::size_t m_counted = 0;
    bool m_ended = false; ///< the whole file is here
};

} // namespace kalpana::bridge::server
