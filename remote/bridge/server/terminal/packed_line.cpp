#include "remote/bridge/server/terminal/packed_line.h"

#include <cstring>

namespace kalpana::bridge::server {

namespace {

// No cell holds a control character, so that these can stand between characters in UTF-8.
constexpr char kPen = '\1';       // followed by the bytes of a Pen
constexpr char kWide = '\2';      // the next character is wide
constexpr char kCombined = '\3';  // the next character belongs to the cell before
constexpr char kNothing = '\4';   // a cell where nothing was written
constexpr char kContinues = '\5'; // at the start: the line goes on from the one before

static_assert(std::is_trivially_copyable_v<Pen>);

char32_t readCharacter(std::string_view& text)
{
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    char32_t character = length == 1 ? first : first & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length && i < text.size(); ++i)
        character = (character << 6U) | (static_cast<unsigned char>(text[i]) & 0x3fU);
    text.remove_prefix(std::min(length, text.size()));
    return character;
}

} // namespace

std::size_t usedCells(const Line& line)
{
    auto used = line.cells.size();
    while (used > 0 && line.cells[used - 1].isBlank() && line.cells[used - 1].width != 0)
        --used;
    return used;
}

bool goesOn(const Line& line, const Line& next, std::size_t columns)
{
    if (!next.continues || next.cells.empty() || next.cells[0].characters[0] == 0)
        return false;
    const auto used = usedCells(line);
    if (used == columns) {
        const auto& last = line.cells[used - 1];
        return last.characters[0] != 0 || last.width == 0;
    }
    return used + 1 == columns && next.cells[0].width == 2; // which did not fit there
}

std::string pack(const Line& line)
{
    std::string packed;
    const auto used = usedCells(line);
    packed.reserve(used + 16);
    if (line.continues)
        packed += kContinues;
    Pen pen;
    for (std::size_t at = 0; at < used; ++at) {
        const auto& cell = line.cells[at];
        if (cell.width == 0)
            continue;
        if (cell.pen != pen) {
            pen = cell.pen;
            packed += kPen;
            packed.append(reinterpret_cast<const char*>(&pen), sizeof pen);
        }
        if (cell.width == 2)
            packed += kWide;
        if (cell.characters[0] == 0)
            packed += kNothing;
        for (std::size_t i = 0; i < Cell::kMostCharacters && cell.characters[i] != 0; ++i) {
            if (i > 0)
                packed += kCombined;
            appendUtf8(packed, cell.characters[i]);
        }
    }
    packed.shrink_to_fit();
    return packed;
}

std::string packPlain(std::string_view text, const Pen& pen, bool continues)
{
    std::string packed;
    packed.reserve(text.size() + 1);
    if (continues)
        packed += kContinues;
    if (pen != Pen{} && !text.empty()) {
        packed += kPen;
        packed.append(reinterpret_cast<const char*>(&pen), sizeof pen);
    }
    packed += text;
    return packed;
}

Line unpack(std::string_view packed)
{
    Line line;
    Pen pen;
    bool wide = false;
    while (!packed.empty()) {
        const char mark = packed.front();
        if (mark == kContinues || mark == kWide || mark == kNothing)
            packed.remove_prefix(1);
        if (mark == kContinues) {
            line.continues = true;
        } else if (mark == kPen) {
            std::memcpy(&pen, packed.data() + 1, sizeof pen);
            packed.remove_prefix(1 + sizeof pen);
        } else if (mark == kWide) {
            wide = true;
        } else if (mark == kCombined) {
            packed.remove_prefix(1);
            auto& characters = line.cells.back().width == 0 ? line.cells[line.cells.size() - 2].characters
                                                            : line.cells.back().characters;
            const auto character = readCharacter(packed);
            for (auto& place : characters)
                if (place == 0) {
                    place = character;
                    break;
                }
        } else {
            line.cells.push_back({.characters = {mark == kNothing ? U'\0' : readCharacter(packed)},
                                  .width = static_cast<std::uint8_t>(wide ? 2 : 1),
                                  .pen = pen});
            if (wide)
                line.cells.push_back({.width = 0, .pen = pen});
            wide = false;
        }
    }
    return line;
}

} // namespace kalpana::bridge::server
