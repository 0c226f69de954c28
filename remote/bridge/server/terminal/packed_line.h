#pragma once

#include "remote/bridge/server/terminal/cell.h"

#include <string>
#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

/// A line of the screen.
struct Line {
    std::vector<Cell> cells = {};
    bool continues = false; ///< the line before went on in this one, because it was full

    bool operator==(const Line&) const = default;
};

/// How many cells of a line hold something; blank ones at its end do not count.
[[nodiscard]] std::size_t usedCells(const Line& line);

/// Whether a line of this many columns goes on in the next: that one is marked so, and neither was changed since so
/// that a terminal would not make two lines of one.
[[nodiscard]] bool goesOn(const Line& line, const Line& next, std::size_t columns);

/// A line that has scrolled off, in about a byte a character: without the blank cells at its end.
[[nodiscard]] std::string pack(const Line& line);
/// The same for printable ASCII in one pen.
[[nodiscard]] std::string packPlain(std::string_view text, const Pen& pen, bool continues);
/// It again, as many cells as were used.
[[nodiscard]] Line unpack(std::string_view packed);

} // namespace kalpana::bridge::server
