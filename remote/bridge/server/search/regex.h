#pragma once

#include "remote/bridge/server/os/system_failure.h"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

/// The regular expressions of the bridge's own search: what programmers type, with ripgrep's meaning. Alternation,
/// groups, classes
/// (\d \w \s, [a-z], [^…]), *, +, ?, {m,n} and their lazy forms, ^ $ \b \B, (?i). No back-references, no look-around.
/// It runs all ways at once (Thompson's construction), so that no expression takes for ever. Text is UTF-8; only ASCII
/// has two cases.
class Regex final {
public:
    struct Options {
        bool literal = false;
        bool caseSensitive = true;
    };
    [[nodiscard]] static Outcome<Regex> compile(std::string_view text, Options options);

    /// Where the leftmost match in a line starts.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view line) const;

    /// What a step of the program does; public for the compiler of expressions.
    struct Step {
        enum class Kind : std::uint8_t { Byte, Split, Jump, LineStart, LineEnd, WordEdge, NotWordEdge, Match };
        Kind kind = Kind::Match;
        std::uint32_t first = 0;  ///< Split, Jump: where to go on. Byte: the index of its set
        std::uint32_t second = 0; ///< Split: the other way
    };
    using ByteSet = std::bitset<256>;

private:
    friend class RegexCompiler;

    struct Thread {
        std::uint32_t step;
        std::size_t start;
    };
    struct Threads;
    void follow(Threads& threads, std::uint32_t step, std::size_t start, std::string_view line, std::size_t at) const;

    std::vector<Step> m_steps;
    std::vector<ByteSet> m_sets;
    std::string m_prefix; ///< every match starts with it; looked for first
};

} // namespace kalpana::bridge::server
