#pragma once

#include "remote/bridge/server/search/line_dfa.h"

namespace kalpana::bridge::server {

/// Finds the lines of a text in which an expression matches. Looks for what must be in them first, where there is such
/// a thing. One thread.
class LineSearch final {
public:
    explicit LineSearch(const Regex& regex);

    struct Hit {
        std::size_t start = 0; ///< of the line
        std::size_t end = 0;   ///< of the line without its "\n" or "\r\n"
        std::size_t next = 0;  ///< where the next line starts
        std::size_t match = 0; ///< where the leftmost match starts, from the line's start
    };
    /// The next one from `from` on, where a line starts.
    [[nodiscard]] std::optional<Hit> next(std::string_view text, std::size_t from);

private:
    [[nodiscard]] std::size_t findRequired(std::string_view text, std::size_t from) const;

    const Regex& m_regex;
    Regex::Scratch m_scratch;
    std::optional<LineDfa> m_dfa; ///< where there is no text to look for
    std::size_t m_rarest = 0;     ///< the byte of the required text that is looked for
};

} // namespace kalpana::bridge::server
