#include "remote/bridge/server/terminal/cell.h"

namespace kalpana::bridge::server {

void appendUtf8(std::string& text, char32_t character)
{
    const auto byte = [&text](char32_t value) { text.push_back(static_cast<char>(value)); };
    const auto more = [&byte](char32_t value) { byte(0x80U | (value & 0x3fU)); };
    if (character < 0x80) {
        byte(character);
    } else if (character < 0x800) {
        byte(0xc0U | (character >> 6U));
        more(character);
    } else if (character < 0x10000) {
        byte(0xe0U | (character >> 12U));
        more(character >> 6U);
        more(character);
    } else {
        byte(0xf0U | (character >> 18U));
        more(character >> 12U);
        more(character >> 6U);
        more(character);
    }
}

bool isHighControl(std::string_view bytes)
{
    return bytes.size() >= 2 && bytes[0] == '\xc2' && static_cast<unsigned char>(bytes[1]) < 0xa0;
}

void appendText(std::string& text, const Cell& cell)
{
    if (cell.width == 0)
        return;
    if (cell.characters[0] == 0)
        text.push_back(' ');
    for (std::size_t i = 0; i < Cell::kMostCharacters && cell.characters[i] != 0; ++i)
        appendUtf8(text, cell.characters[i]);
}

} // namespace kalpana::bridge::server
