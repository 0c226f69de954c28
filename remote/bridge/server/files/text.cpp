#include "remote/bridge/server/files/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace kalpana::bridge::server {

namespace {

unsigned byteAt(std::string_view bytes, std::size_t at)
{
    return static_cast<unsigned char>(bytes[at]);
}

bool isContinuation(unsigned byte)
{
    return (byte & 0xc0U) == 0x80U;
}

/// How long the character is that begins with this byte; 0 where none does.
std::size_t lengthOf(unsigned first)
{
    return first < 0x80                    ? 1
           : first >= 0xc2 && first < 0xe0 ? 2
           : first >= 0xe0 && first < 0xf0 ? 3
           : first >= 0xf0 && first < 0xf5 ? 4
                                           : 0;
}

/// Whether the bytes, which are not more than it has, begin a character: not an overlong one, half of a pair or one
/// beyond U+10FFFF.
bool beginCharacter(std::string_view bytes)
{
    const unsigned first = byteAt(bytes, 0);
    const unsigned second = bytes.size() > 1 ? byteAt(bytes, 1) : 0;
    const bool wrong = bytes.size() > 1 && ((first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90) ||
                                            (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90));
    return !wrong && std::ranges::all_of(bytes.substr(1),
                                         [](char byte) { return isContinuation(static_cast<unsigned char>(byte)); });
}

/// The length of the character at `at`; 0 where there is none that is whole and right.
std::size_t characterAt(std::string_view bytes, std::size_t at)
{
    const auto length = lengthOf(byteAt(bytes, at));
    if (length == 0 || at + length > bytes.size() || !beginCharacter(bytes.substr(at, length)))
        return 0;
    return length;
}

/// How many bytes at the end are the start of a character whose rest is missing.
std::size_t cutOffAtEnd(std::string_view bytes)
{
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, bytes.size()); ++back) {
        const unsigned byte = byteAt(bytes, bytes.size() - back);
        if (isContinuation(byte))
            continue;
        const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        return length > back ? back : 0;
    }
    return 0;
}

/// How many bytes from the start are ASCII, or a few less: eight at a time.
std::size_t asciiPrefix(std::string_view bytes)
{
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + sizeof word <= bytes.size(); at += sizeof word) {
        std::memcpy(&word, bytes.data() + at, sizeof word);
        if ((word & 0x8080808080808080U) != 0)
            break;
    }
    return at;
}

} // namespace

std::size_t utf8Prefix(std::string_view bytes)
{
    std::size_t at = 0;
    while (at < bytes.size()) {
        at += asciiPrefix(bytes.substr(at));
        if (at == bytes.size())
            break;
        const std::size_t length = characterAt(bytes, at);
        if (length == 0)
            break;
        at += length;
    }
    return at;
}

std::string_view wholeCharacters(std::string_view bytes)
{
    for (int i = 0; i < 3 && !bytes.empty() && isContinuation(byteAt(bytes, 0)); ++i)
        bytes.remove_prefix(1);
    bytes.remove_suffix(cutOffAtEnd(bytes));
    return bytes;
}

bool isCutOffCharacter(std::string_view bytes)
{
    return !bytes.empty() && bytes.size() < lengthOf(byteAt(bytes, 0)) && beginCharacter(bytes);
}

std::string_view lineEnding(std::string_view text)
{
    std::size_t all = 0;
    std::size_t withReturn = 0;
    for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
        ++all;
        withReturn += at > 0 && text[at - 1] == '\r' ? 1 : 0;
    }
    if (all == 0)
        return "none";
    return withReturn == 0 ? "lf" : withReturn == all ? "crlf" : "mixed";
}

std::string withoutReturns(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (auto at = text.find("\r\n"); at != std::string_view::npos; at = text.find("\r\n")) {
        out += text.substr(0, at);
        out += '\n';
        text.remove_prefix(at + 2);
    }
    return out += text;
}

std::string withReturns(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 16);
    for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n')) {
        out += text.substr(0, at);
        out += "\r\n";
        text.remove_prefix(at + 1);
    }
    return out += text;
}

} // namespace kalpana::bridge::server
