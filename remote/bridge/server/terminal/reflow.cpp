#include "remote/bridge/server/terminal/reflow.h"

#include <algorithm>
#include <optional>

namespace kalpana::bridge::server {

namespace {

/// Takes rows away below the cursor, as far as there are any; how many are still too many.
std::size_t cutBelow(Grid& grid, std::size_t cursorRow, std::size_t rows)
{
    auto& lines = grid.lines();
    const auto below = lines.size() - 1 - cursorRow;
    lines.resize(lines.size() - std::min(below, lines.size() - rows));
    return lines.size() - rows;
}

void cutAbove(Grid& grid, std::size_t count)
{
    grid.lines().erase(grid.lines().begin(), grid.lines().begin() + static_cast<std::ptrdiff_t>(count));
}

/// Lines that were one before it was wrapped, and where the cursor is in it.
struct Paragraph {
    std::vector<Cell> cells = {};
    std::optional<std::size_t> cursor = {}; ///< past the last cell: at its end
};

/// Cuts a paragraph into lines and appends them; the cursor's place is told where it is in there.
void wrap(const Paragraph& paragraph, std::size_t columns, std::vector<Line>& lines, Position& cursor)
{
    const auto& cells = paragraph.cells;
    std::size_t at = 0;
    bool first = true;
    do {
        auto end = std::min(at + columns, cells.size());
        if (end < cells.size() && cells[end].width == 0 && end > at + 1) // a wide character is not cut
            --end;
        Line line{.continues = !first};
        line.cells.assign(cells.begin() + static_cast<std::ptrdiff_t>(at),
                          cells.begin() + static_cast<std::ptrdiff_t>(end));
        if (paragraph.cursor && *paragraph.cursor >= at && (*paragraph.cursor < end || end == cells.size()))
            cursor = {lines.size(), std::min(std::min(*paragraph.cursor, cells.size()) - at, columns - 1)};
        lines.push_back(std::move(line));
        at = end;
        first = false;
    } while (at < cells.size());
}

/// All lines of the scrollback and the screen, wrapped at another width.
std::vector<Line> wrapAll(Grid& grid, const Scrollback& scrollback, Position& cursor, std::size_t columns)
{
    std::vector<Line> lines;
    Paragraph paragraph;
    Line before;
    const auto oldColumns = grid.columns();
    const auto total = scrollback.size() + grid.rows();
    const auto cursorLine = scrollback.size() + cursor.row;
    for (std::size_t i = 0; i < total; ++i) {
        auto line = i < scrollback.size() ? scrollback.at(i) : std::move(grid.line(i - scrollback.size()));
        line.cells.resize(usedCells(line));
        if (i > 0 && !goesOn(before, line, oldColumns)) {
            wrap(paragraph, columns, lines, cursor);
            paragraph = {};
        }
        if (i == cursorLine)
            paragraph.cursor =
                cursor.column < line.cells.size() ? paragraph.cells.size() + cursor.column : std::size_t(-1);
        paragraph.cells.insert(paragraph.cells.end(), line.cells.begin(), line.cells.end());
        before = std::move(line);
    }
    wrap(paragraph, columns, lines, cursor);
    return lines;
}

} // namespace

Position resizePlainly(Grid& grid, Position cursor, TerminalSize size)
{
    if (size.rows < grid.rows()) {
        const auto above = cutBelow(grid, cursor.row, size.rows);
        cutAbove(grid, above);
        cursor.row -= std::min(cursor.row, above);
    }
    while (grid.rows() < size.rows)
        grid.lines().push_back(grid.blankLine());
    grid.setColumns(size.columns);
    cursor.column = std::min<std::size_t>(cursor.column, size.columns - 1U);
    return cursor;
}

Position resizeWithReflow(Grid& grid, Scrollback& scrollback, Position cursor, TerminalSize size)
{
    if (size.rows < grid.rows()) {
        const auto above = cutBelow(grid, cursor.row, size.rows);
        for (std::size_t row = 0; row < above; ++row)
            scrollback.push(grid.line(row));
        cutAbove(grid, above);
        cursor.row -= std::min(cursor.row, above);
    }
    for (; grid.rows() < size.rows && scrollback.returning() > 0; ++cursor.row) {
        auto line = scrollback.pop();
        line.cells.resize(grid.columns());
        grid.lines().insert(grid.lines().begin(), std::move(line));
    }
    while (grid.rows() < size.rows)
        grid.lines().push_back(grid.blankLine());
    if (size.columns == grid.columns())
        return cursor;

    const auto returning = scrollback.returning();
    auto place = cursor;
    auto lines = wrapAll(grid, scrollback, place, size.columns);
    lines.resize(std::max<std::size_t>(lines.size(), size.rows));
    const auto off = lines.size() - size.rows;
    scrollback.clear();
    for (std::size_t i = 0; i < off; ++i)
        scrollback.push(lines[i]);
    scrollback.limitReturning(returning);
    grid.lines().assign(std::make_move_iterator(lines.begin() + static_cast<std::ptrdiff_t>(off)),
                        std::make_move_iterator(lines.end()));
    grid.setColumns(size.columns);
    return place.row < off ? Position{} : Position{place.row - off, place.column};
}

} // namespace kalpana::bridge::server
