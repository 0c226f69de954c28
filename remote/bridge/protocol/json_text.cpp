#include "remote/bridge/protocol/message.h"

#include <array>

namespace kalpana::bridge::protocol {

namespace {

/// Bytes that stand for themselves in JSON text, whatever is around them.
constexpr auto kPlain = [] {
    std::array<bool, 256> plain{};
    for (unsigned byte = 0x20; byte < 0x80; ++byte)
        plain[byte] = byte != '"' && byte != '\\';
    return plain;
}();

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

void appendEscaped(std::string& json, unsigned char byte)
{
    constexpr std::string_view digits = "0123456789abcdef";
    switch (byte) {
    case '"':
    case '\\':
        json += '\\';
        json += static_cast<char>(byte);
        return;
    case '\n':
        json += "\\n";
        return;
    case '\r':
        json += "\\r";
        return;
    case '\t':
        json += "\\t";
        return;
    default:
        json += "\\u00";
        json += digits[byte >> 4U];
        json += digits[byte & 15U];
    }
}

} // namespace

void appendText(std::string& json, std::string_view text)
{
    json += '"';
    while (!text.empty()) {
        std::size_t plain = 0;
        while (plain < text.size() && kPlain[static_cast<unsigned char>(text[plain])])
            ++plain;
        json += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty())
            break;
        const auto byte = static_cast<unsigned char>(text.front());
        const auto length = byte < 0x80 ? 0 : characterLength(text);
        if (byte < 0x80)
            appendEscaped(json, byte);
        else
            json += length == 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    json += '"';
}

} // namespace kalpana::bridge::protocol
