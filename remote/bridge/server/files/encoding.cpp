#include "remote/bridge/server/files/encoding.h"

#include "remote/bridge/server/files/text.h"

#include <algorithm>
#include <array>

namespace kalpana::bridge::server {

namespace {

constexpr std::array<std::string_view, 6> kNames{"utf-8",    "utf-8-bom",    "utf-16le",
                                                 "utf-16be", "windows-1252", "binary"};

/// What 0x80 to 0x9f are in windows-1252 (Encoding Standard, index-windows-1252); all other bytes are their own code
/// points. Each byte is one character and each has its own, so that no file loses anything on the way there and back.
constexpr std::array<char16_t, 32> kWindows1252{0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                                0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
                                                0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                                0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

constexpr char32_t kReplacement = 0xfffd;

void appendUtf8(std::string& out, char32_t code)
{
    const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xc0 | (code >> 6U));
        put(0x80 | (code & 0x3fU));
    } else if (code < 0x10000) {
        put(0xe0 | (code >> 12U));
        put(0x80 | ((code >> 6U) & 0x3fU));
        put(0x80 | (code & 0x3fU));
    } else {
        put(0xf0 | (code >> 18U));
        put(0x80 | ((code >> 12U) & 0x3fU));
        put(0x80 | ((code >> 6U) & 0x3fU));
        put(0x80 | (code & 0x3fU));
    }
}

/// Takes the first character off valid UTF-8.
char32_t takeCharacter(std::string_view& text)
{
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    char32_t code = length == 1 ? first : first & (0x7fU >> length);
    for (std::size_t i = 1; i < length && i < text.size(); ++i)
        code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3fU);
    text.remove_prefix(std::min(length, text.size()));
    return code;
}

std::string decodedUtf16(std::string_view bytes, bool bigEndian)
{
    std::string text;
    text.reserve(bytes.size());
    const auto unitAt = [&](std::size_t at) {
        const auto low = static_cast<unsigned char>(bytes[at + (bigEndian ? 1 : 0)]);
        const auto high = static_cast<unsigned char>(bytes[at + (bigEndian ? 0 : 1)]);
        return static_cast<char32_t>((high << 8U) | low);
    };
    for (std::size_t at = 0; at < bytes.size(); at += 2) {
        char32_t code = at + 1 < bytes.size() ? unitAt(at) : kReplacement;
        if (isHighSurrogate(code) && at + 3 < bytes.size() && isLowSurrogate(unitAt(at + 2))) {
            code = 0x10000 + ((code - 0xd800) << 10U) + (unitAt(at + 2) - 0xdc00);
            at += 2;
        } else if (isHighSurrogate(code) || isLowSurrogate(code)) {
            code = kReplacement;
        }
        appendUtf8(text, code);
    }
    return text;
}

std::string encodedUtf16(std::string_view text, bool bigEndian)
{
    std::string bytes;
    bytes.reserve(text.size() * 2);
    const auto put = [&](char32_t unit) {
        const auto low = static_cast<char>(unit & 0xffU);
        const auto high = static_cast<char>(unit >> 8U);
        bytes.push_back(bigEndian ? high : low);
        bytes.push_back(bigEndian ? low : high);
    };
    while (!text.empty()) {
        const char32_t code = takeCharacter(text);
        if (code < 0x10000) {
            put(code);
        } else {
            put(0xd800 + ((code - 0x10000) >> 10U));
            put(0xdc00 + ((code - 0x10000) & 0x3ffU));
        }
    }
    return bytes;
}

std::string decodedWindows1252(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (const char signedByte : bytes) {
        const auto byte = static_cast<unsigned char>(signedByte);
        appendUtf8(text, byte >= 0x80 && byte < 0xa0 ? kWindows1252.at(byte - 0x80U) : byte);
    }
    return text;
}

std::optional<std::string> encodedWindows1252(std::string_view text)
{
    std::string bytes;
    bytes.reserve(text.size());
    while (!text.empty()) {
        const char32_t code = takeCharacter(text);
        const auto found = std::ranges::find(kWindows1252, code);
        if (found != kWindows1252.end())
            bytes.push_back(static_cast<char>(0x80 + (found - kWindows1252.begin())));
        else if (code < 0x80 || (code >= 0xa0 && code < 0x100))
            bytes.push_back(static_cast<char>(code));
        else
            return std::nullopt;
    }
    return bytes;
}

} // namespace

std::string_view nameOf(Encoding encoding)
{
    return kNames.at(static_cast<std::size_t>(encoding));
}

std::optional<Encoding> encodingNamed(std::string_view name)
{
    const auto* found = std::ranges::find(kNames, name);
    return found == kNames.end() ? std::nullopt : std::optional(static_cast<Encoding>(found - kNames.begin()));
}

std::string_view byteOrderMark(Encoding encoding)
{
    switch (encoding) {
    case Encoding::Utf8Bom:
        return "\xef\xbb\xbf";
    case Encoding::Utf16Le:
        return "\xff\xfe";
    case Encoding::Utf16Be:
        return "\xfe\xff";
    default:
        return {};
    }
}

std::string decoded(Encoding encoding, std::string_view bytes)
{
    if (const auto mark = byteOrderMark(encoding); bytes.starts_with(mark))
        bytes.remove_prefix(mark.size());
    switch (encoding) {
    case Encoding::Utf16Le:
    case Encoding::Utf16Be:
        return decodedUtf16(bytes, encoding == Encoding::Utf16Be);
    case Encoding::Windows1252:
        return decodedWindows1252(bytes);
    default:
        return std::string(bytes);
    }
}

std::optional<std::string> encoded(Encoding encoding, std::string_view text)
{
    switch (encoding) {
    case Encoding::Utf16Le:
    case Encoding::Utf16Be:
        return encodedUtf16(text, encoding == Encoding::Utf16Be);
    case Encoding::Windows1252:
        return encodedWindows1252(text);
    default:
        return std::string(text);
    }
}

} // namespace kalpana::bridge::server
