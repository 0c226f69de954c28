#include "core/permissions/glob.h"

namespace kalpana::permissions {

bool hasWildcard(std::string_view pattern)
{
    return pattern.find_first_of("*?") != std::string_view::npos;
}

bool matchesWord(std::string_view pattern, std::string_view word)
{
    std::size_t at = 0;
    std::size_t in = 0;
    auto star = std::string_view::npos;
    std::size_t again = 0;
    while (in < word.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            again = in;
        } else if (at < pattern.size() && pattern[at] == word[in]) {
            ++at;
            ++in;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            in = ++again;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

bool matchesPath(std::string_view pattern, std::string_view path)
{
    constexpr auto none = std::string_view::npos;
    std::size_t at = 0;
    std::size_t in = 0;
    std::size_t star = none; // the last * and where it is tried from
    std::size_t starFrom = 0;
    std::size_t doubleStar = none; // the last ** and where it is tried from
    std::size_t doubleFrom = 0;
    while (in < path.size()) {
        if (pattern.substr(at).starts_with("**")) {
            at += 2;
            if (at < pattern.size() && pattern[at] == '/' && (at == 2 || pattern[at - 3] == '/'))
                ++at; // "**/x" is also "x"
            doubleStar = at;
            doubleFrom = in;
            star = none;
        } else if (at < pattern.size() && pattern[at] == '*') {
            star = ++at;
            starFrom = in;
        } else if (at < pattern.size() && (pattern[at] == path[in] || (pattern[at] == '?' && path[in] != '/'))) {
            ++at;
            ++in;
        } else if (star != none && path[starFrom] != '/') {
            at = star;
            in = ++starFrom;
        } else if (doubleStar != none) {
            at = doubleStar;
            star = none;
            // Where it ends with a slash, it stands for whole names.
            ++doubleFrom;
            if (doubleStar > 0 && pattern[doubleStar - 1] == '/')
                while (doubleFrom < path.size() && path[doubleFrom - 1] != '/')
                    ++doubleFrom;
            in = doubleFrom;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == none;
}

} // namespace kalpana::permissions
