#include "remote/bridge/server/os/split.h"

#include <algorithm>

namespace kalpana::bridge::server {

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::vector<std::string_view> splitWords(std::string_view text, char separator)
{
    auto words = split(text, separator);
    std::erase(words, std::string_view());
    return words;
}

} // namespace kalpana::bridge::server
