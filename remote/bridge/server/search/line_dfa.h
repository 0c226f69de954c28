#pragma once

#include "remote/bridge/server/search/regex.h"

#include <array>
#include <map>

namespace kalpana::bridge::server {

/// Tells lines in which an expression matches from others, at one look-up a byte: the sets of steps that can be under
/// way are states, made when they are first met (and all forgotten when there are too many). One thread.
class LineDfa final {
public:
    explicit LineDfa(const Regex& regex);

    enum class Found { Nothing, Line, Unsure };
    struct Result {
        Found found = Found::Nothing;
        std::size_t at = 0; ///< in the line that matches, or in one that has to be looked at by other means
    };
    /// The first line from `from` on, where one starts, that matches. Lines end with "\n" or "\r\n".
    [[nodiscard]] Result find(std::string_view text, std::size_t from);

private:
    using State = std::uint32_t;
    static constexpr State kUnknown = 0;
    static constexpr State kMatched = 1;
    static constexpr State kUnsure = 2; ///< a word's edge beside a character beyond ASCII
    static constexpr State kFirst = 3;  ///< of those that are a set of steps

    struct Set {
        std::vector<std::uint32_t> steps = {}; ///< to be followed with the next byte, in order
        bool atStart = false;
        bool afterWord = false;
        auto operator<=>(const Set&) const = default;
    };
    [[nodiscard]] State stateOf(Set set);
    [[nodiscard]] State next(State state, unsigned input);
    [[nodiscard]] State make(State state, unsigned input);
    [[nodiscard]] bool isFull() const;
    void forget();

    const Regex& m_regex;
    std::array<std::uint8_t, 256> m_classOf{}; ///< bytes that no step tells apart are one class
    std::vector<unsigned char> m_example;      ///< a byte of each class
    unsigned m_classes = 0;                    ///< and the line's end, which is the one after the last
    bool m_hasWordEdges = false;
    std::vector<State> m_next; ///< by state, then class
    std::vector<Set> m_sets;   ///< by state
    std::map<Set, State> m_known;
    std::size_t m_stepsKept = 0;
    State m_start = kFirst;
};

} // namespace kalpana::bridge::server
