#pragma once

#include "core/permissions/shell_command.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace kalpana::permissions {

// Questions to the words of a command, as getopt(3) and getopt_long(3) would read them.

/// A known word "-…" of one dash in which this letter stands: "r" in -rf. Letters behind an option's own value are
/// taken for options too: rather once too often than once too little.
[[nodiscard]] inline bool hasLetter(const Word& word, char letter)
{
    return word.known && word.text.size() > 1 && word.text[0] == '-' && word.text[1] != '-' &&
           word.text.find(letter, 1) != std::string::npos;
}

[[nodiscard]] inline bool hasLetter(std::span<const Word> words, std::string_view letters)
{
    return std::ranges::any_of(words, [letters](const Word& word) {
        return std::ranges::any_of(letters, [&word](char letter) { return hasLetter(word, letter); });
    });
}

/// "--recursive", "--recursive=…" and what getopt_long takes for it: "--rec".
[[nodiscard]] inline bool isLong(const Word& word, std::string_view option, std::size_t least = 3)
{
    if (!word.known || !word.text.starts_with("--"))
        return false;
    const auto name = std::string_view(word.text).substr(
        2, word.text.find('=') == std::string::npos ? std::string_view::npos : word.text.find('=') - 2);
    return name.size() >= std::min(least, option.size()) && option.starts_with(name);
}

[[nodiscard]] inline bool hasLong(std::span<const Word> words, std::string_view option, std::size_t least = 3)
{
    return std::ranges::any_of(words, [=](const Word& word) { return isLong(word, option, least); });
}

[[nodiscard]] inline bool hasText(std::span<const Word> words, std::string_view text)
{
    return std::ranges::any_of(words, [text](const Word& word) { return word.known && word.text == text; });
}

[[nodiscard]] inline bool hasUnknown(std::span<const Word> words)
{
    return std::ranges::any_of(words, [](const Word& word) { return !word.known && !word.glob; });
}

template <typename List>
[[nodiscard]] bool isOneOf(std::string_view word, const List& list)
{
    return std::ranges::find(list, word) != std::end(list);
}

} // namespace kalpana::permissions
