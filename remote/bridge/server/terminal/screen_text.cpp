#include "remote/bridge/server/files/text.h"
#include "remote/bridge/server/terminal/screen.h"

#include <algorithm>
#include <cstring>

namespace kalpana::bridge::server {

namespace {

/// So much is written at a time that a character with endless marks on it is noticed in time.
constexpr std::size_t kPiece = 4096;
/// What characters begin with that are combined with the one before, or a lower byte: U+0300 in UTF-8.
constexpr unsigned char kFirstMark = 0xcc;

/// Where the first byte is that shifts to another character set (SO, SI); the size where there is none. Not by
/// find_first_of, which costs a call for each byte.
std::size_t firstShift(std::string_view bytes)
{
    const auto found = std::ranges::find_if(bytes, [](char byte) { return byte == '\x0e' || byte == '\x0f'; });
    return static_cast<std::size_t>(found - bytes.begin());
}

/// The special graphics of the VT100: what stands for the characters from _ to ~.
constexpr std::array<std::u8string_view, 32> kLines{
    u8" ", u8"◆", u8"▒", u8"␉", u8"␌", u8"␍", u8"␊", u8"°", u8"±", u8"␤", u8"␋", u8"┘", u8"┐", u8"┌", u8"└", u8"┼",
    u8"⎺", u8"⎻", u8"─", u8"⎼", u8"⎽", u8"├", u8"┤", u8"┴", u8"┬", u8"│", u8"≤", u8"≥", u8"π", u8"≠", u8"£", u8"·"};

std::string withLines(std::string_view bytes)
{
    std::string text;
    for (const char byte : bytes) {
        if (byte < '_' || byte > '~') {
            text.push_back(byte);
            continue;
        }
        const auto& line = kLines.at(static_cast<std::size_t>(byte - '_'));
        text.append(reinterpret_cast<const char*>(line.data()), line.size());
    }
    return text;
}

/// Whether a text is lines of printable ASCII, each with "\r\n" behind it.
bool isPlain(std::string_view text)
{
    char before = '\n';
    for (const char byte : text) {
        const bool good = before == '\r' ? byte == '\n' : (byte >= ' ' && byte <= '~') || byte == '\r';
        if (!good)
            return false;
        before = byte;
    }
    return before == '\n';
}

/// Where the last so many lines of a text begin, and what follows them; 0 where it has not as many, or where the column
/// in which they begin depends on what is before them.
std::size_t startOfLast(std::string_view text, std::size_t lines)
{
    auto at = text.size();
    for (std::size_t count = 0; count <= lines; ++count) {
        const auto* found = static_cast<const char*>(::memrchr(text.data(), '\n', at));
        if (found == nullptr || found == text.data())
            return 0;
        at = static_cast<std::size_t>(found - text.data());
    }
    return text[at - 1] == '\r' ? at + 1 : 0;
}

/// What makes libvterm forget that the cursor is behind the last column only where it moves the cursor, though a
/// terminal forgets it always (Screen::wrapNoMore).
bool endsWaiting(char byte)
{
    return byte >= '\b' && byte <= '\r' && byte != '\t';
}

/// How long the first piece of a text is that may be given to libvterm at once: up to a control character behind which
/// there is something to put right. A carriage return before a line feed has moved the cursor, but where the screen is
/// no wider than a wide character.
std::size_t endOfPiece(std::string_view bytes, std::size_t columns)
{
    const bool isNarrow = columns <= 2;
    char before = '\0';
    for (std::size_t at = 0; at + 1 < bytes.size(); before = bytes[at++]) {
        const char byte = bytes[at];
        if (static_cast<unsigned char>(byte) >= ' ' && byte != '\x7f')
            continue;
        const bool hasMoved = !isNarrow && (byte == '\r' || byte == '\b' || before == '\r');
        if ((endsWaiting(byte) && !hasMoved) || static_cast<unsigned char>(bytes[at + 1]) >= kFirstMark)
            return at + 1;
    }
    return bytes.size();
}

/// How many bytes one U+FFFD stands for where broken UTF-8 begins: the longest that a character could begin with
/// (Unicode 3.9, U+FFFD Substitution of Maximal Subparts).
std::size_t brokenLength(std::string_view bytes)
{
    for (std::size_t length = 3; length > 1; --length)
        if (length <= bytes.size() && isCutOffCharacter(bytes.substr(0, length)))
            return length;
    return 1;
}

} // namespace

void Screen::text(std::string_view bytes)
{
    bytes = withoutWhatScrollsAway(bytes);
    while (!bytes.empty()) {
        const auto whole = utf8Prefix(bytes);
        characters(bytes.substr(0, whole));
        bytes.remove_prefix(whole);
        if (bytes.empty())
            break;
        // Not by libvterm, whose answer to broken UTF-8 depends on how it is cut.
        writeText("\xef\xbf\xbd");
        bytes.remove_prefix(brokenLength(bytes));
    }
}

void Screen::characters(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto* found = static_cast<const char*>(std::memchr(bytes.data(), '\xc2', bytes.size()));
        auto rest =
            found == nullptr ? std::string_view() : bytes.substr(static_cast<std::size_t>(found - bytes.data()));
        while (!rest.empty() && !isHighControl(rest)) {
            const auto next = rest.find('\xc2', 1);
            rest = next == std::string_view::npos ? std::string_view() : rest.substr(next);
        }
        writeText(bytes.substr(0, bytes.size() - rest.size()));
        bytes = rest.empty() ? rest : rest.substr(2);
    }
}

void Screen::writeText(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto length = firstShift(bytes);
        if (m_modes.drawsLines())
            writePieces(withLines(bytes.substr(0, length)));
        else
            writePieces(bytes.substr(0, length));
        if (length < bytes.size())
            m_modes.shift(bytes[length] == '\x0e' ? 1 : 0);
        bytes.remove_prefix(std::min(length + 1, bytes.size()));
    }
}

void Screen::writePieces(std::string_view bytes)
{
    while (!bytes.empty()) {
        auto piece = bytes.substr(0, kPiece);
        piece = piece.substr(0, endOfPiece(piece, m_size.columns));
        bytes.remove_prefix(piece.size());
        const bool endsWaiting = piece.back() >= '\b' && piece.back() <= '\r' && piece.back() != '\t';
        if (m_overloaded)
            piece = withoutMarks(piece);
        if (m_wrapsNext && !piece.empty() && static_cast<unsigned char>(piece.front()) >= kFirstMark)
            writeOnLast(piece);
        else
            write(piece);
        if (endsWaiting)
            wrapNoMore();
    }
}

/// libvterm combines a mark with the character before it that it was given earlier, but not in the last column: that
/// one is given again.
void Screen::writeOnLast(std::string_view bytes)
{
    if (m_lastCell.pen != m_pen || current().line(m_lastPut.row).cells[m_lastPut.column] != m_lastCell)
        return write(bytes);
    std::string text;
    appendText(text, m_lastCell);
    text += bytes;
    wrapNoMore();
    m_isBehindLast = true;
    write(text);
}

/// libvterm keeps all marks that are combined with one character, and looks at all of them for each: what comes after
/// too many is thrown away up to a character that is certainly none.
std::string_view Screen::withoutMarks(std::string_view bytes)
{
    const auto next = std::ranges::find_if(bytes, [](char byte) {
        const auto value = static_cast<unsigned char>(byte);
        return value < 0x80 || (value >= 0xc0 && value < kFirstMark);
    });
    m_overloaded = next == bytes.end();
    return bytes.substr(static_cast<std::size_t>(next - bytes.begin()));
}

/// What a screen and its scrollback can't show any more is not worth drawing: of a long text only its last lines are,
/// which keeps this state machine in step with programs that print faster than it draws.
std::string_view Screen::withoutWhatScrollsAway(std::string_view text)
{
    const std::size_t shown = m_size.rows;
    if (text.size() < (Scrollback::kMostLines + shown) * 3 ||
        m_modes.margins() != std::pair<std::uint16_t, std::uint16_t>{} || m_modes.drawsLines() ||
        firstShift(text) < text.size())
        return text;
    const auto onScreen = startOfLast(text, shown - 1);
    const auto kept = startOfLast(text.substr(0, onScreen), Scrollback::kMostLines + 1);
    if (onScreen == 0 || kept == 0)
        return text;
    if (scrollPlainly(text.substr(kept, onScreen - kept)))
        return text.substr(onScreen);
    write("\r" + std::string(shown, '\n')); // the cursor is in the last row by then
    return text.substr(kept);
}

/// Puts whole lines into the scrollback and empties the screen; false, and nothing is done, where that takes more than
/// copying them.
bool Screen::scrollPlainly(std::string_view lines)
{
    if (m_isAlternate || m_pen.background != Color{} || (m_pen.attributes & Pen::Reverse) != 0 || !m_modes.isOn(7) ||
        !isPlain(lines))
        return false;
    write("\x1b[2J\x1b[H");
    while (!lines.empty()) {
        auto line = lines.substr(0, lines.find('\r'));
        lines.remove_prefix(line.size() + 2);
        for (bool first = true; first || !line.empty(); first = false) {
            m_scrollback.push(packPlain(line.substr(0, m_size.columns), m_pen, !first));
            line.remove_prefix(std::min<std::size_t>(m_size.columns, line.size()));
        }
    }
    return true;
}

} // namespace kalpana::bridge::server
