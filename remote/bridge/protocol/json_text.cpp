#include "remote/bridge/protocol/message.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace kalpana::bridge::protocol {

namespace {

constexpr std::size_t kPiece = 1024;
constexpr std::size_t kMostPerByte = 6; // \u0000
using Word = std::uint64_t;

/// How many of the eight bytes stand for themselves in JSON text: all but controls, quotes, backslashes and what is not
/// ASCII. Each term marks the first such byte rightly, and may mark wrongly after it.
std::size_t plainIn(Word word)
{
    constexpr Word ones = 0x0101010101010101U;
    const auto below = [word](Word limit) { return (word - ones * limit) & ~word; };
    const auto zeros = [](Word bytes) { return (bytes - ones) & ~bytes; };
    const Word marks = (below(0x20) | zeros(word ^ (ones * '"')) | zeros(word ^ (ones * '\\')) | word) & (ones * 0x80U);
    return marks == 0 ? sizeof word : static_cast<std::size_t>(std::countr_zero(marks)) / 8;
}

Word loaded(const char* bytes)
{
    Word word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return std::endian::native == std::endian::little ? word : std::byteswap(word);
}

/// The length of the character at the start (RFC 3629); 0 where there is none that is right.
std::size_t characterLength(std::string_view text)
{
    const auto at = [&text](std::size_t index) {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
    };
    const unsigned first = at(0);
    const std::size_t length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    const unsigned low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (length == 0 || at(1) < low || at(1) > high)
        return 0;
    for (std::size_t i = 2; i < length; ++i)
        if ((at(i) & 0xc0U) != 0x80U)
            return 0;
    return length;
}

char* putEscaped(char* out, unsigned char byte)
{
    constexpr std::string_view digits = "0123456789abcdef";
    *out++ = '\\';
    if (const char letter = byte == '\n'                  ? 'n'
                            : byte == '\t'                ? 't'
                            : byte == '\r'                ? 'r'
                            : byte == '"' || byte == '\\' ? static_cast<char>(byte)
                                                          : '\0';
        letter != '\0') {
        *out++ = letter;
        return out;
    }
    for (const char each : {'u', '0', '0', digits[byte >> 4U], digits[byte & 15U]})
        *out++ = each;
    return out;
}

/// Writes about so many bytes of the text, and takes them off it.
char* putPiece(char* out, std::string_view& text, std::size_t about)
{
    const char* from = text.data();
    const char* const end = from + text.size();
    for (const char* const until = from + std::min(about, text.size()); from < until;) {
        if (end - from >= static_cast<std::ptrdiff_t>(sizeof(Word))) {
            std::memcpy(out, from, sizeof(Word));
            const auto plain = plainIn(loaded(from));
            out += plain;
            from += plain;
            if (plain == sizeof(Word))
                continue;
        }
        const auto byte = static_cast<unsigned char>(*from);
        if (byte >= 0x80) {
            const auto length = characterLength({from, end});
            const auto shown = length == 0 ? std::string_view("\xef\xbf\xbd") : std::string_view(from, length);
            out = std::ranges::copy(shown, out).out;
            from += length == 0 ? 1 : length;
        } else {
            out = byte < 0x20 || byte == '"' || byte == '\\' ? putEscaped(out, byte) : (*out = *from, out + 1);
            ++from;
        }
    }
    text.remove_prefix(static_cast<std::size_t>(from - text.data()));
    return out;
}

} // namespace

void appendText(std::string& json, std::string_view text)
{
    if (text.size() > kPiece) // most of it is as long as it was
        json.reserve(json.size() + text.size() / 8 * 9 + (kPiece + 2 * sizeof(Word)) * kMostPerByte);
    json += '"';
    while (!text.empty()) {
        const auto before = json.size();
        const auto piece = std::min(kPiece, text.size());
        json.resize_and_overwrite(before + (piece + 2 * sizeof(Word)) * kMostPerByte, [&](char* all, std::size_t) {
            return static_cast<std::size_t>(putPiece(all + before, text, piece) - all);
        });
    }
    json += '"';
}

} // namespace kalpana::bridge::protocol
