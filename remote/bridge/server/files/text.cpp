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

/// The length of the character at `at`; 0 where there is none that is whole and right.
std::size_t characterAt(std::string_view bytes, std::size_t at)
{
    const unsigned first = byteAt(bytes, at);
    if (first < 0x80)
        return 1;
    const std::size_t length = first >= 0xc2 && first < 0xe0   ? 2
                               : first >= 0xe0 && first < 0xf0 ? 3
                               : first >= 0xf0 && first < 0xf5 ? 4
                                                               : 0;
    if (length == 0 || at + length > bytes.size())
        return 0;
    const unsigned second = byteAt(bytes, at + 1);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool surrogate = first == 0xed && second >= 0xa0;
    const bool beyond = first == 0xf4 && second >= 0x90;
    if (overlong || surrogate || beyond)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!isContinuation(byteAt(bytes, at + i)))
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
    return !bytes.empty() && cutOffAtEnd(bytes) == bytes.size() && utf8Prefix(bytes) == 0;
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
