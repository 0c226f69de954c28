#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// A colour: the terminal's own, one of the palette of 256, or red, green and blue.
struct Color {
    enum class Kind : std::uint8_t { Default, Indexed, Rgb };
    Kind kind = Kind::Default;
    std::uint8_t red = 0; ///< or the index
    std::uint8_t green = 0;
    std::uint8_t blue = 0;

    bool operator==(const Color&) const = default;
};

/// How a character is drawn (SGR; ECMA-48 8.3.117 and what xterm added).
struct Pen {
    enum Attribute : std::uint8_t {
        Bold = 1,
        Faint = 2,
        Italic = 4,
        Blink = 8,
        Reverse = 16,
        Conceal = 32,
        Strike = 64,
        Overline = 128,
    };
    std::uint8_t attributes = 0;
    std::uint8_t underline = 0; ///< 0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed
    Color foreground = {};
    Color background = {};
    Color underlineColor = {};

    bool operator==(const Pen&) const = default;
};

/// A place on the screen: a character with what is combined with it, or nothing.
struct Cell {
    static constexpr std::size_t kMostCharacters = 6; // as many as libvterm gives

    std::array<char32_t, kMostCharacters> characters = {}; ///< the rest is 0; all 0: nothing was ever written here
    std::uint8_t width = 1;                                ///< 2 for a wide character, 0 for its right half
    Pen pen = {};

    /// Looks like a place where nothing was written.
    [[nodiscard]] bool isBlank() const
    {
        return characters[0] == 0 && pen.background == Color{} && (pen.attributes & Pen::Reverse) == 0;
    }
    bool operator==(const Cell&) const = default;
};

void appendUtf8(std::string& text, char32_t character);
/// Whether these two bytes are a control character above ASCII (U+0080 to U+009F). Terminals disagree about what those
/// do in UTF-8; here they do nothing, as in tmux.
[[nodiscard]] bool isHighControl(std::string_view bytes);
/// A cell's characters; a space where there are none.
void appendText(std::string& text, const Cell& cell);

} // namespace kalpana::bridge::server
