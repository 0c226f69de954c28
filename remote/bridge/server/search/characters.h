#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

/// A set of Unicode characters, as expressions name them.
class Characters final {
public:
    struct Range {
        char32_t first = 0;
        char32_t last = 0;
    };
    static constexpr char32_t kLast = 0x10ffff;

    Characters() = default;
    Characters(std::initializer_list<Range> ranges) : m_ranges(ranges) { tidy(); }

    /// Letters, digits and "_": of the scripts beyond ASCII everything but what is known as punctuation and symbols.
    [[nodiscard]] static const Characters& words();
    [[nodiscard]] static const Characters& digits();
    [[nodiscard]] static const Characters& spaces();

    void add(Range range);
    void add(const Characters& other);
    [[nodiscard]] Characters inverted() const;
    /// With the other case of each (simple folding of Latin, Greek and Cyrillic).
    [[nodiscard]] Characters withBothCases() const;
    [[nodiscard]] bool contains(char32_t character) const;
    /// In order, apart from each other; surrogates are in none.
    [[nodiscard]] const std::vector<Range>& ranges() const { return m_ranges; }

private:
    void tidy();

    std::vector<Range> m_ranges;
};

/// The UTF-8 of a range of characters, as sequences of byte ranges: one of them matches each of them and nothing else.
struct Utf8Range {
    std::uint8_t first = 0;
    std::uint8_t last = 0;
};
[[nodiscard]] std::vector<std::vector<Utf8Range>> utf8SequencesOf(Characters::Range range);

/// The character that starts at, or ends before, a place in UTF-8; U+FFFD where there is none that is right.
[[nodiscard]] char32_t characterAt(std::string_view text, std::size_t at);
[[nodiscard]] char32_t characterBefore(std::string_view text, std::size_t at);

} // namespace kalpana::bridge::server
