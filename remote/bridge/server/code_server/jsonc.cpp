#include "remote/bridge/server/code_server/jsonc.h"

#include "remote/bridge/protocol/parse_json.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Behind the text that starts at `at` with its quote.
std::size_t endOfText(std::string_view text, std::size_t at)
{
    for (++at; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '\\')
            ++at;
    return std::min(at + 1, text.size());
}

/// Behind the comment that starts at `at`; `at` itself where none does.
std::size_t endOfComment(std::string_view text, std::size_t at)
{
    if (text.substr(at, 2) == "//")
        return std::min(text.find_first_of("\r\n", at), text.size());
    if (text.substr(at, 2) != "/*")
        return at;
    const auto end = text.find("*/", at + 2);
    return end == std::string_view::npos ? at : end + 2;
}

/// Behind a value of a text that was found to be JSON.
std::size_t endOfValue(std::string_view plain, std::size_t at)
{
    int depth = 0;
    do {
        const char character = plain[at];
        if (character == '"') {
            at = endOfText(plain, at);
        } else if (character == '{' || character == '[') {
            ++depth;
            ++at;
        } else if (character == '}' || character == ']') {
            --depth;
            ++at;
        } else if (depth > 0) {
            ++at;
        } else { // a number or a word
            at = std::min(plain.find_first_of(" \t\r\n,}]", at), plain.size());
        }
    } while (depth > 0 && at < plain.size());
    return at;
}

std::size_t skipBlanks(std::string_view plain, std::size_t at)
{
    return std::min(plain.find_first_not_of(kBlanks, at), plain.size());
}

} // namespace

std::string withoutComments(std::string_view text)
{
    std::string plain(text);
    if (text.starts_with(kByteOrderMark))
        std::fill_n(plain.begin(), kByteOrderMark.size(), ' ');
    std::size_t comma = std::string::npos; // the last one, as long as nothing but blanks came behind it
    char before = '{';                     // what stands before anything else, blanks and comments left out
    for (std::size_t at = 0; at < plain.size();) {
        const char character = plain[at];
        if (character == '"') {
            at = endOfText(text, at);
            before = '"';
            comma = std::string::npos;
            continue;
        }
        if (const auto end = endOfComment(text, at); end != at) {
            for (; at < end; ++at)
                if (!kBlanks.contains(plain[at]))
                    plain[at] = ' ';
            continue;
        }
        if (character == ',')
            comma = std::string_view("{[,:").contains(before) ? std::string::npos : at;
        else if ((character == '}' || character == ']') && comma != std::string::npos)
            plain[comma] = ' ';
        if (!kBlanks.contains(character)) {
            before = character;
            if (character != ',')
                comma = std::string::npos;
        }
        ++at;
    }
    return plain;
}

Outcome<CommentedObject> readCommentedObject(std::string_view text)
{
    const auto plain = withoutComments(text);
    const auto notJson = [&plain](std::size_t at) {
        const auto line = 1 + std::ranges::count(std::string_view(plain).substr(0, at), '\n');
        return failed(Code::Failed, "line " + std::to_string(line) + " is not JSON");
    };
    if (const auto nul = plain.find('\0'); nul != std::string::npos)
        return notJson(nul); // to the parser, the end
    Json json;
    try {
        json = Json::parse(std::string_view(plain)); // as protocol::parseJson(), but with the place
    } catch (const Json::parse_error& error) {
        return notJson(std::min(error.byte - (error.byte == 0 ? 0 : 1), plain.size()));
    } catch (const Json::out_of_range&) { // 1e999; where, it does not say
        return failed(Code::Failed, "a number in it is too large");
    }
    if (!json.is_object())
        return failed(Code::Failed, "it is not an object in braces");
    CommentedObject object;
    object.open = plain.find('{');
    object.close = plain.rfind('}');
    std::size_t valueEnd = object.open + 1;
    for (auto at = skipBlanks(plain, object.open + 1); at < object.close;) {
        const auto keyEnd = endOfText(plain, at);
        const auto begin = skipBlanks(plain, plain.find(':', keyEnd) + 1);
        const auto end = endOfValue(plain, begin);
        const std::string_view all = plain;
        object.members.push_back({.key = protocol::parseJson(all.substr(at, keyEnd - at)).get<std::string>(),
                                  .value = protocol::parseJson(all.substr(begin, end - begin)),
                                  .keyAt = at,
                                  .begin = begin,
                                  .end = end});
        valueEnd = end;
        at = skipBlanks(plain, end);
        if (at < object.close)
            at = skipBlanks(plain, at + 1); // the comma
    }
    // Between the last value and the brace there are blanks, comments and that comma.
    for (auto at = valueEnd; at < object.close && !object.hasTrailingComma;) {
        const auto end = endOfComment(text, at);
        object.hasTrailingComma = end == at && text[at] == ',';
        at = end == at ? at + 1 : end;
    }
    return object;
}

} // namespace kalpana::bridge::server
