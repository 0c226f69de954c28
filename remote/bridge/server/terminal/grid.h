#pragma once

#include "remote/bridge/server/terminal/packed_line.h"
#include "remote/bridge/server/terminal/pty.h"

#include <span>

namespace kalpana::bridge::server {

/// A place on the screen; 0, 0 is its upper left corner.
struct Position {
    std::size_t row = 0;
    std::size_t column = 0;

    bool operator==(const Position&) const = default;
};

/// A part of the screen, without its last row and column.
struct Area {
    std::size_t top = 0;
    std::size_t bottom = 0;
    std::size_t left = 0;
    std::size_t right = 0;
};

/// The cells of a screen. What lies outside of it is ignored: where a program writes is not trusted.
class Grid final {
public:
    explicit Grid(TerminalSize size);

    [[nodiscard]] std::size_t rows() const { return m_lines.size(); }
    [[nodiscard]] std::size_t columns() const { return m_columns; }
    [[nodiscard]] const Line& line(std::size_t row) const { return m_lines[row]; }
    [[nodiscard]] Line& line(std::size_t row) { return m_lines[row]; }
    [[nodiscard]] std::vector<Line>& lines() { return m_lines; }

    /// Puts a character of this width (1 or 2). What was half covered by it is gone.
    void put(Position position, std::span<const std::uint32_t> characters, int width, const Pen& pen);
    void erase(Area area, const Color& background);
    /// Moves what is in the area up (or down, where negative) by so many rows, and erases what becomes free.
    void scroll(Area area, int upward, const Color& background);
    /// The same to the left.
    void shift(Area area, int leftward, const Color& background);

    [[nodiscard]] Line blankLine(const Color& background = {}) const;
    /// Makes all lines this long: cuts or fills them.
    void setColumns(std::size_t columns);

private:
    void splitWide(std::size_t row, std::size_t column);
    [[nodiscard]] Area within(Area area) const;

    std::vector<Line> m_lines;
    std::size_t m_columns;
};

} // namespace kalpana::bridge::server
