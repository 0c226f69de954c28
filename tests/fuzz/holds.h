#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace kalpana::test {

/// What must be true of every input; the fuzzer keeps one for which it is not.
inline void holds(bool truth, const char* what)
{
    if (truth)
        return;
    std::fprintf(stderr, "Does not hold: %s\n", what);
    std::abort();
}

inline std::string_view textOf(const unsigned char* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size};
}

/// What is before the first NUL, which goes, and what is behind it.
struct Halves {
    explicit Halves(std::string_view text)
        : first(text.substr(0, text.find('\0'))), second(text.substr(std::min(text.size(), first.size() + 1)))
    {
    }
    std::string_view first;
    std::string_view second;
};

} // namespace kalpana::test
