#pragma once

#include "remote/bridge/server/os/system_failure.h"
#include "remote/bridge/server/os/unique_fd.h"

#include <cstdint>

namespace kalpana::bridge::server {

struct TerminalSize {
    std::uint16_t rows = 24;
    std::uint16_t columns = 80;

    bool operator==(const TerminalSize&) const = default;
};

/// More than any screen shows; bounds what one terminal may take.
inline constexpr std::uint16_t kMostRows = 500;
inline constexpr std::uint16_t kMostColumns = 1000;

/// A pseudo terminal (pty(7)). Our end does not block. The program's end stays open here too: without it our end could
/// not be read any more once a program has closed its own and not ended.
struct Pty {
    UniqueFd ours;
    UniqueFd theirs;

    [[nodiscard]] static Outcome<Pty> open(TerminalSize size);
};

/// Tells the program too (SIGWINCH). `terminal` is either end.
[[nodiscard]] Outcome<void> setTerminalSize(int terminal, TerminalSize size);

} // namespace kalpana::bridge::server
