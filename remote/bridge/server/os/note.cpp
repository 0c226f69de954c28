#include "remote/bridge/server/os/note.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace kalpana::bridge::server {

void note(std::string_view sentence)
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 32> when{};
    std::strftime(when.data(), when.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    std::fprintf(stderr, "%s %.*s\n", when.data(), static_cast<int>(sentence.size()), sentence.data());
}

} // namespace kalpana::bridge::server
