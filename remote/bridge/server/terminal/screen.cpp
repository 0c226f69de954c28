#include "remote/bridge/server/terminal/screen.h"

#include "remote/bridge/server/terminal/machine.h"
#include "remote/bridge/server/terminal/reflow.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kLongestTitle = 256;
constexpr std::size_t kMostTitles = 10;
constexpr std::size_t kLongestQuestion = 6;
constexpr std::size_t kMostAnswers = 4096;
constexpr std::size_t kMostParameters = 15;

/// How the sequences end that move the cursor (CUU to CHA, CUP, HPA, HPR, VPA, VPR and HVP).
constexpr std::string_view kMoves = "ABCDEFGH`adef";

std::string sequence(std::size_t first, std::size_t second, char final)
{
    return "\x1b[" + std::to_string(first) + ';' + std::to_string(second) + final;
}

/// Cuts a text at a whole character.
std::string_view cut(std::string_view text, std::size_t most)
{
    if (text.size() <= most)
        return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80U)
        --most;
    return text.substr(0, most);
}

} // namespace

Screen::Screen(TerminalSize size)
    : m_size(size), m_primary(size), m_alternate(size), m_modes(size.columns),
      m_machine(std::make_unique<Machine>(*this, size))
{
}

Screen::~Screen() = default;

void Screen::feed(std::string_view bytes)
{
    m_reader.read(bytes, *this);
}

Position Screen::cursor() const
{
    return m_machine->cursor();
}

void Screen::resize(TerminalSize size)
{
    if (size == m_size)
        return;
    const auto cursor = this->cursor();
    const bool atEnd = m_wrapsNext;
    write("\x1b[r"); // moves the cursor, whose place is told again below
    m_modes.resetMargins();
    const auto limit = [size](Saved& saved) {
        saved.cursor.row = std::min<std::size_t>(saved.cursor.row, size.rows - 1U);
        saved.cursor.column = std::min<std::size_t>(saved.cursor.column, size.columns - 1U);
    };
    if (m_isAlternate) {
        m_resizedCursor = resizePlainly(m_alternate, cursor, size);
        m_saved.cursor = resizeWithReflow(m_primary, m_scrollback, m_saved.cursor, size);
    } else {
        const Position behind{cursor.row, cursor.column + (atEnd ? 1 : 0)};
        m_resizedCursor = resizeWithReflow(m_primary, m_scrollback, behind, size);
        (void)resizePlainly(m_alternate, {}, size);
        m_resizedCursor.column = std::min<std::size_t>(m_resizedCursor.column, size.columns - 1U);
    }
    limit(m_saved);
    limit(m_savedAlternate);
    m_size = size;
    m_wrapsNext = false;
    m_lastPut = {size.rows, size.columns}; // nowhere
    m_machine->resize(size);
}

void Screen::write(std::string_view bytes)
{
    m_machine->write(bytes);
}

/// Only a cursor that moves makes libvterm forget that it is behind the last column. What ends that in a terminal may
/// leave the cursor in its place: a line feed in the last row, a move to the last column.
void Screen::wrapNoMore()
{
    if (!m_wrapsNext)
        return;
    m_wrapsNext = false;
    const auto place = cursor();
    moveCursor({place.row, place.column == 0 ? 1U : 0U});
    moveCursor(place);
}

void Screen::escape(std::string_view bytes)
{
    std::string sequence;
    bytes = withoutControls(bytes, sequence);
    const auto rest = bytes.substr(1);
    if (rest == "7")
        return save();
    if (rest == "8")
        return restore();
    if (rest == "c")
        return reset();
    if (rest == "#8") { // fills the screen with E, and the cursor goes home
        setMargins(1, m_size.rows);
        write(bytes);
        m_wrapsNext = false;
        for (auto& line : current().lines())
            line.continues = false;
        return;
    }
    // Lines of double width, other encodings than UTF-8 and 8-bit answers: not here.
    if (rest.starts_with('#') || rest.starts_with('%') || rest.starts_with(' '))
        return;
    // The character sets stay here: what libvterm is given is always UTF-8.
    if (!m_modes.applyEscape(bytes, cursor().column) && rest.size() <= 2)
        write(bytes);
    if (rest == "D" || rest == "E" || rest == "M") // index, next line, reverse index
        wrapNoMore();
}

void Screen::control(std::string_view bytes)
{
    std::string rest;
    const auto sequence = readControlSequence(withoutControls(bytes, rest));
    if (sequence.is(0, 'm'))
        return applyRendition(m_pen, sequence);
    if (sequence.is('?', 'h') || sequence.is('?', 'l'))
        return setPrivateModes(sequence);
    if (sequence.is(0, 's'))
        return save();
    if (sequence.is(0, 'u'))
        return restore();
    if (sequence.is(0, 't'))
        return changeTitleStack(sequence);
    if (sequence.is(0, 'b'))
        return repeat(sequence.at(0, 1));
    if (sequence.is(0, 'r'))
        return setMargins(sequence.at(0, 1), sequence.at(1, m_size.rows));
    if (sequence.is(0, 'p', '!'))
        return resetSoftly();
    if (m_wrapsNext && changesNothingThere(sequence))
        return;
    m_modes.apply(sequence, sequence.final == 'g' ? cursor().column : 0);
    // libvterm writes past its end when there are more than 16, and knows no other sequence with colons. Characters
    // that erasing spares ("CSI " q") are nowhere but there.
    if (sequence.parameters.size() <= kMostParameters && sequence.intermediate != '\1' && !sequence.is(0, 'q', '"') &&
        std::ranges::none_of(sequence.parameters, &ControlSequence::Parameter::isSub))
        write(textOf(sequence));
    if (sequence.prefix == 0 && sequence.intermediate == 0 && kMoves.contains(sequence.final))
        wrapNoMore();
}

/// Behind the last column there is nothing to erase, insert or delete in this line, say tmux and xterm.js; libvterm
/// takes the last column. ED has the lines below left.
bool Screen::changesNothingThere(const ControlSequence& sequence)
{
    if (sequence.is(0, 'J') && sequence.at(0, 0) == 0) {
        current().erase({.top = cursor().row + 1, .bottom = m_size.rows, .left = 0, .right = m_size.columns},
                        m_pen.background);
        return true;
    }
    return sequence.is(0, 'P') || sequence.is(0, 'X') || sequence.is(0, '@') ||
           (sequence.is(0, 'K') && sequence.at(0, 0) == 0);
}

/// Control characters within a sequence act before it does.
std::string_view Screen::withoutControls(std::string_view bytes, std::string& buffer)
{
    const auto isControl = [](char byte) { return byte >= 0 && byte < ' '; };
    if (std::none_of(bytes.begin() + 1, bytes.end(), isControl))
        return bytes;
    std::string controls;
    for (std::size_t i = 1; i < bytes.size(); ++i)
        (isControl(bytes[i]) ? controls : buffer).push_back(bytes[i]);
    text(controls);
    buffer.insert(buffer.begin(), bytes.front());
    return buffer;
}

/// Not by libvterm, which does not come back where the last character has no width.
void Screen::repeat(std::size_t times)
{
    if (m_lastCell.characters[0] == 0)
        return;
    std::string character;
    appendText(character, m_lastCell);
    const auto room = (m_size.columns - std::min<std::size_t>(cursor().column, m_size.columns)) / m_lastCell.width;
    for (std::size_t i = 0; i < std::min(std::max<std::size_t>(times, 1), room); ++i)
        write(character);
}

void Screen::setMargins(std::size_t top, std::size_t bottom)
{
    top = std::max<std::size_t>(top, 1);
    bottom = bottom == 0 ? m_size.rows : std::min<std::size_t>(bottom, m_size.rows);
    auto wanted = sequence(top, bottom, 'r');
    if (top >= bottom || (top == 1 && bottom == m_size.rows))
        wanted = "\x1b[r"; // none, and the cursor goes home
    m_modes.apply(readControlSequence(wanted), 0);
    write(wanted);
}

void Screen::setPrivateModes(const ControlSequence& sequence)
{
    for (const auto& parameter : sequence.parameters) {
        const auto mode = parameter.value.value_or(0);
        const bool on = sequence.final == 'h';
        if (mode == 47 || mode == 1047 || mode == 1049) {
            setAlternate(mode, on);
        } else if (mode == 1048) {
            on ? save() : restore();
        } else if (mode != 69) { // margins at the sides, which neither tmux nor xterm.js has
            m_modes.apply({.prefix = '?', .final = sequence.final, .parameters = {parameter}}, 0);
            write("\x1b[?" + std::to_string(mode) + sequence.final);
        }
    }
}

void Screen::setAlternate(std::uint16_t mode, bool on)
{
    if (on != m_isAlternate) {
        if (on && mode == 1049)
            save();
        m_isAlternate = on;
        m_savedAlternate = Saved{};
        // Tells libvterm, which answers for it, and erases the alternate screen (where we are by then).
        write(on ? "\x1b[?1047h" : "\x1b[?1047l");
    }
    if (!on && mode == 1049)
        restore();
}

void Screen::save()
{
    (m_isAlternate ? m_savedAlternate : m_saved) = Saved{true, cursor(), m_pen, m_modes.charsets(), m_modes.isOn(6)};
}

void Screen::restore()
{
    const auto& saved = m_isAlternate ? m_savedAlternate : m_saved;
    m_pen = saved.pen;
    const auto mode = "\x1b[?6" + std::string(saved.originMode ? "h" : "l");
    m_modes.apply(readControlSequence(mode), 0);
    write(mode);
    m_modes.setCharsets(saved.charsets);
    moveCursor(saved.cursor);
}

void Screen::moveCursor(Position position)
{
    const auto top = m_modes.isOn(6) ? std::max<std::size_t>(m_modes.margins().first, 1) - 1 : 0;
    write(sequence(position.row - std::min(position.row, top) + 1, position.column + 1, 'H'));
}

void Screen::reset()
{
    setAlternate(1047, false);
    m_modes.reset(m_size.columns);
    m_pen = {};
    m_saved = m_savedAlternate = Saved{};
    m_titles.clear();
    write("\x1b"
          "c");
    m_wrapsNext = false;
}

/// Not by libvterm, which resets more than xterm.
void Screen::resetSoftly()
{
    const auto place = cursor();
    m_modes.resetSoftly();
    m_pen = {};
    (m_isAlternate ? m_savedAlternate : m_saved) = Saved{};
    write("\x1b[4l\x1b[20l\x1b[?7h\x1b[?1l\x1b[?25h\x1b>\x1b[?6l\x1b[r");
    moveCursor(place);
}

void Screen::string(std::string_view bytes)
{
    if (bytes.starts_with("\x1b]0;") || bytes.starts_with("\x1b]2;"))
        takeTitle(bytes.substr(4));
    else if (bytes == "\x1bP$qm") // what something is set to (DECRQSS)
        answerRendition();
    else if (bytes.starts_with("\x1bP$q") && bytes.size() <= kLongestQuestion)
        write(std::string(bytes) + "\x1b\\");
}

void Screen::answerRendition()
{
    std::string rendition;
    appendRendition(rendition, m_pen);
    answer("\x1bP1$r" + rendition.substr(2) + "\x1b\\");
}

void Screen::answer(std::string_view bytes)
{
    if (m_answers.size() + bytes.size() <= kMostAnswers)
        m_answers += bytes;
}

void Screen::takeTitle(std::string_view text)
{
    std::string title;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (isHighControl(text.substr(at)))
            ++at;
        else if (byte >= 0x20 && byte != 0x7f)
            title.push_back(text[at]);
    }
    m_title = cut(title, kLongestTitle);
}

void Screen::changeTitleStack(const ControlSequence& sequence)
{
    const auto which = sequence.at(1, 0);
    if (which == 1) // the icon's, which nobody shows
        return;
    if (sequence.at(0, 0) == 22) {
        if (m_titles.size() == kMostTitles)
            m_titles.erase(m_titles.begin());
        m_titles.push_back(m_title);
    } else if (sequence.at(0, 0) == 23 && !m_titles.empty()) {
        m_title = std::move(m_titles.back());
        m_titles.pop_back();
    }
}

} // namespace kalpana::bridge::server
