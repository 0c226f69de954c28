#pragma once

#include "remote/bridge/server/os/system_failure.h"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

/// The regular expressions of the bridge's own search: what programmers type, with ripgrep's meaning. Alternation,
/// groups, classes (\d \w \s, [a-z], [^…], [:alpha:]), *, +, ?, {m,n} and their lazy forms, ^ $ \b \B, (?i). No
/// back-references, no look-around. It runs all ways at once (Thompson's construction), so that no expression takes for
/// ever. Text is UTF-8.
class Regex final {
public:
    struct Options {
        bool literal = false;
        bool caseSensitive = true;
    };
    [[nodiscard]] static Outcome<Regex> compile(std::string_view text, Options options);

    /// What finding needs from one call to the next; one for each thread.
    struct Scratch;
    /// Where the leftmost match in a line starts.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view line, Scratch& scratch) const;
    [[nodiscard]] std::optional<std::size_t> find(std::string_view line) const;

    /// A text that is in every match; may be empty.
    [[nodiscard]] const std::string& required() const { return m_required; }
    /// That text is all there is.
    [[nodiscard]] bool isLiteral() const { return m_isLiteral; }

    /// What a step of the program does.
    struct Step {
        enum class Kind : std::uint8_t { Byte, Split, Jump, LineStart, LineEnd, WordEdge, NotWordEdge, Match };
        Kind kind = Kind::Match;
        std::uint32_t first = 0;  ///< Split, Jump: where to go on. Byte: the index of its set
        std::uint32_t second = 0; ///< Split: the other way
    };
    using ByteSet = std::bitset<256>;
    [[nodiscard]] const std::vector<Step>& steps() const { return m_steps; }
    [[nodiscard]] const std::vector<ByteSet>& sets() const { return m_sets; }

private:
    friend class RegexCompiler;

    void follow(Scratch& scratch, std::uint32_t step, std::size_t start, std::string_view line, std::size_t at) const;

    std::vector<Step> m_steps;
    std::vector<ByteSet> m_sets;
    std::string m_required;
    bool m_isLiteral = false;
};

struct Regex::Scratch {
    struct Thread {
        std::uint32_t step;
        std::size_t start;
    };
    std::vector<Thread> now = {}; ///< the ways that are being followed, those with the leftmost start first
    std::vector<Thread> next = {};
    std::vector<std::uint64_t> seenAt = {}; ///< the round in which a step was put in: no step twice
    std::uint64_t round = 0;
    std::vector<std::uint32_t> pending = {};
    std::optional<std::size_t> matched = {};
};

} // namespace kalpana::bridge::server
