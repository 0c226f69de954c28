#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

/// A control sequence, ESC [ … (ECMA-48 5.4).
struct ControlSequence {
    struct Parameter {
        std::optional<std::uint16_t> value = {}; ///< larger ones are 65535
        bool isSub = false;                      ///< stands behind a colon, so it belongs to the one before
    };
    char prefix = 0;       ///< one of < = > ?, or 0
    char intermediate = 0; ///< such as the space of "CSI Ps SP q", or 0; '\1' where there are several
    char final = 0;
    std::vector<Parameter> parameters = {};

    /// The parameter at `index` where it is there and not empty.
    [[nodiscard]] std::uint16_t at(std::size_t index, std::uint16_t otherwise) const;
    [[nodiscard]] bool is(char wantedPrefix, char wantedFinal, char wantedIntermediate = 0) const
    {
        return prefix == wantedPrefix && final == wantedFinal && intermediate == wantedIntermediate;
    }
};

/// Reads a whole one, from its ESC on. Control characters within are skipped: they act on their own.
[[nodiscard]] ControlSequence readControlSequence(std::string_view bytes);
/// Writes it again.
[[nodiscard]] std::string textOf(const ControlSequence& sequence);

} // namespace kalpana::bridge::server
