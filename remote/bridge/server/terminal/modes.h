#pragma once

#include "remote/bridge/server/terminal/control_sequence.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace kalpana::bridge::server {

/// What a program has set of a terminal that is neither character nor pen: what a fresh terminal must be told so that
/// it takes keys and output alike. From the sequences themselves, because libvterm keeps most of it to itself.
class Modes final {
public:
    explicit Modes(std::size_t columns) { resetTabs(columns); }

    /// Takes note of a control sequence; one that is about something else changes nothing.
    void apply(const ControlSequence& sequence, std::size_t cursorColumn);
    /// The same for ESC and what follows it; true where it is about character sets.
    bool applyEscape(std::string_view bytes, std::size_t cursorColumn);
    /// SI or SO: which character set is used from here on.
    void shift(std::uint8_t set) { m_set = set; }
    /// RIS and DECSTR.
    void reset(std::size_t columns);
    void resetSoftly();

    /// The character set in use is that of lines and corners.
    [[nodiscard]] bool drawsLines() const { return m_charsets[m_set] == '0'; }
    /// CSI ? n h
    [[nodiscard]] bool isOn(std::uint16_t mode) const;
    [[nodiscard]] std::pair<std::uint16_t, std::uint16_t> margins() const { return {m_top, m_bottom}; } ///< 0, 0: none
    void resetMargins() { m_top = m_bottom = 0; }

    /// The character sets, which a saved cursor has too.
    struct Charsets {
        std::array<char, 4> designated{'B', 'B', 'B', 'B'};
        std::uint8_t set = 0;
        bool operator==(const Charsets&) const = default;
    };
    [[nodiscard]] Charsets charsets() const { return {m_charsets, m_set}; }
    void setCharsets(const Charsets& charsets);

    /// The sequences that bring a fresh terminal here, in two parts: those that move the cursor, and those that have
    /// to wait until it is in its place.
    [[nodiscard]] std::string sequencesBeforeCursor() const;
    [[nodiscard]] std::string sequencesAfterCursor() const;

private:
    void set(std::uint16_t mode, bool on);
    void applyKeyboard(const ControlSequence& sequence);
    void resetTabs(std::size_t columns);

    std::vector<std::pair<std::uint16_t, bool>> m_private; ///< in the order in which they were set
    bool m_insert = false;
    bool m_newLine = false;
    bool m_keypad = false;
    bool m_tabsChanged = false;
    std::vector<bool> m_tabs;
    std::uint16_t m_top = 0;
    std::uint16_t m_bottom = 0;
    std::uint16_t m_cursorStyle = 0;
    std::array<char, 4> m_charsets{'B', 'B', 'B', 'B'};
    std::uint8_t m_set = 0;
    std::map<std::uint16_t, std::uint16_t> m_keyOptions; ///< CSI > Pp ; Pv m
    std::vector<std::uint16_t> m_keyFlags;               ///< the stack of CSI > flags u
};

/// Appends the designations that make these the character sets.
void appendCharsets(std::string& text, const Modes::Charsets& charsets);

} // namespace kalpana::bridge::server
