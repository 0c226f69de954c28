#include "remote/bridge/server/terminal/modes.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kMostKeyFlags = 16;

/// The private modes (CSI ? n h) that a fresh terminal is told of, and whether they are on there. The alternate screen
/// is not among them, because it is more than a mode, and neither is 2026, which holds back what is drawn.
struct Known {
    std::uint16_t mode;
    bool byDefault;
};
constexpr std::array kKnown{Known{1, false},    Known{5, false},    Known{6, false},    Known{7, true},
                            Known{9, false},    Known{12, false},   Known{25, true},    Known{45, false},
                            Known{66, false},   Known{1000, false}, Known{1002, false}, Known{1003, false},
                            Known{1004, false}, Known{1005, false}, Known{1006, false}, Known{1007, false},
                            Known{1015, false}, Known{1016, false}, Known{2004, false}, Known{2031, false}};

/// Where the first row is depends on this one, and setting it moves the cursor.
constexpr std::uint16_t kOriginMode = 6;

std::string sequenceFor(std::uint16_t mode, bool on)
{
    return "\x1b[?" + std::to_string(mode) + (on ? 'h' : 'l');
}

} // namespace

bool Modes::isOn(std::uint16_t mode) const
{
    const auto found = std::ranges::find(m_private, mode, &std::pair<std::uint16_t, bool>::first);
    if (found != m_private.end())
        return found->second;
    const auto* known = std::ranges::find(kKnown, mode, &Known::mode);
    return known != kKnown.end() && known->byDefault;
}

void Modes::set(std::uint16_t mode, bool on)
{
    const auto* known = std::ranges::find(kKnown, mode, &Known::mode);
    if (known == kKnown.end())
        return;
    std::erase_if(m_private, [mode](const auto& each) { return each.first == mode; });
    if (on != known->byDefault)
        m_private.emplace_back(mode, on);
}

void Modes::apply(const ControlSequence& sequence, std::size_t cursorColumn)
{
    const bool on = sequence.final == 'h';
    if (sequence.is('?', 'h') || sequence.is('?', 'l')) {
        for (const auto& parameter : sequence.parameters)
            set(parameter.value.value_or(0), on);
    } else if (sequence.is(0, 'h') || sequence.is(0, 'l')) {
        for (const auto& parameter : sequence.parameters) {
            m_insert = parameter.value == 4 ? on : m_insert;
            m_newLine = parameter.value == 20 ? on : m_newLine;
        }
    } else if (sequence.is(0, 'r')) {
        m_top = sequence.at(0, 0);
        m_bottom = sequence.at(1, 0);
    } else if (sequence.is(0, 'q', ' ')) {
        m_cursorStyle = sequence.at(0, 0);
    } else if (sequence.is(0, 'g')) {
        const auto which = sequence.at(0, 0);
        if (which == 3 || which == 5)
            std::ranges::fill(m_tabs, false);
        else if (which == 0 && cursorColumn < m_tabs.size())
            m_tabs[cursorColumn] = false;
        m_tabsChanged = m_tabsChanged || which == 0 || which == 3 || which == 5;
    } else {
        applyKeyboard(sequence);
    }
}

void Modes::applyKeyboard(const ControlSequence& sequence)
{
    if (sequence.is('>', 'm')) {
        if (sequence.parameters.empty())
            m_keyOptions.clear();
        else if (sequence.parameters.size() > 1 && sequence.at(0, 0) < 8)
            m_keyOptions[sequence.at(0, 0)] = sequence.at(1, 0);
        else
            m_keyOptions.erase(sequence.at(0, 0));
    } else if (sequence.is('>', 'n')) {
        m_keyOptions.erase(sequence.at(0, 2));
    } else if (sequence.is('>', 'u')) {
        if (m_keyFlags.size() == kMostKeyFlags)
            m_keyFlags.erase(m_keyFlags.begin());
        m_keyFlags.push_back(sequence.at(0, 0));
    } else if (sequence.is('<', 'u')) {
        m_keyFlags.resize(m_keyFlags.size() - std::min<std::size_t>(m_keyFlags.size(), sequence.at(0, 1)));
    } else if (sequence.is('=', 'u')) {
        if (m_keyFlags.empty())
            m_keyFlags.push_back(0);
        const auto flags = sequence.at(0, 0);
        const auto how = sequence.at(1, 1);
        auto& now = m_keyFlags.back();
        now = static_cast<std::uint16_t>(how == 2 ? now | flags : how == 3 ? now & ~flags : flags);
    }
}

bool Modes::applyEscape(std::string_view bytes, std::size_t cursorColumn)
{
    const auto rest = bytes.substr(1);
    if (rest == "=" || rest == ">") {
        m_keypad = rest == "=";
    } else if (rest == "H" && cursorColumn < m_tabs.size()) {
        m_tabs[cursorColumn] = true;
        m_tabsChanged = true;
    } else if (rest == "n" || rest == "o") {
        m_set = rest == "n" ? 2 : 3;
        return true;
    } else if (rest.size() == 2 && rest[0] >= '(' && rest[0] <= '+') {
        m_charsets.at(static_cast<std::size_t>(rest[0] - '(')) = rest[1];
        return true;
    }
    return false;
}

void Modes::setCharsets(const Charsets& charsets)
{
    m_charsets = charsets.designated;
    m_set = charsets.set;
}

void Modes::reset(std::size_t columns)
{
    *this = Modes(columns);
}

void Modes::resetSoftly()
{
    for (const auto mode : {1, 6, 66})
        set(static_cast<std::uint16_t>(mode), false);
    for (const auto mode : {7, 25})
        set(static_cast<std::uint16_t>(mode), true);
    m_insert = m_newLine = m_keypad = false;
    resetMargins();
    setCharsets({});
}

void Modes::resetTabs(std::size_t columns)
{
    m_tabs.assign(columns, false);
    for (std::size_t column = 0; column < columns; column += 8)
        m_tabs[column] = true;
    m_tabsChanged = false;
}

std::string Modes::sequencesBeforeCursor() const
{
    std::string text;
    if (m_tabsChanged) {
        text += "\x1b[3g";
        for (std::size_t column = 0; column < m_tabs.size(); ++column)
            if (m_tabs[column])
                text += "\x1b[" + std::to_string(column + 1) + "G\x1bH";
    }
    if (m_top != 0 || m_bottom != 0)
        text += "\x1b[" + std::to_string(std::max<int>(m_top, 1)) + ';' +
                (m_bottom == 0 ? "" : std::to_string(m_bottom)) + 'r';
    for (const auto& [mode, on] : m_private)
        if (mode == kOriginMode)
            text += sequenceFor(mode, on);
    return text;
}

std::string Modes::sequencesAfterCursor() const
{
    std::string text;
    appendCharsets(text, charsets());
    for (const auto& [mode, on] : m_private)
        if (mode != kOriginMode)
            text += sequenceFor(mode, on);
    if (m_insert)
        text += "\x1b[4h";
    if (m_newLine)
        text += "\x1b[20h";
    if (m_keypad)
        text += "\x1b=";
    if (m_cursorStyle != 0)
        text += "\x1b[" + std::to_string(m_cursorStyle) + " q";
    for (const auto& [option, value] : m_keyOptions)
        text += "\x1b[>" + std::to_string(option) + ';' + std::to_string(value) + 'm';
    for (const auto flags : m_keyFlags)
        text += "\x1b[>" + std::to_string(flags) + 'u';
    return text;
}

void appendCharsets(std::string& text, const Modes::Charsets& charsets)
{
    for (std::size_t set = 0; set < charsets.designated.size(); ++set)
        if (charsets.designated[set] != 'B')
            text += std::string("\x1b") + static_cast<char>('(' + set) + charsets.designated[set];
    constexpr std::array shifts{"", "\x0e", "\x1bn", "\x1bo"};
    text += shifts.at(charsets.set);
}

} // namespace kalpana::bridge::server
