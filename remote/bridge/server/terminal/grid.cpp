#include "remote/bridge/server/terminal/grid.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

Cell blankCell(const Color& background)
{
    return {.pen = {.background = background}};
}

} // namespace

Grid::Grid(TerminalSize size) : m_lines(size.rows), m_columns(size.columns)
{
    for (auto& line : m_lines)
        line = blankLine();
}

Line Grid::blankLine(const Color& background) const
{
    return {.cells = std::vector<Cell>(m_columns, blankCell(background))};
}

void Grid::put(Position position, std::span<const std::uint32_t> characters, int width, const Pen& pen)
{
    const auto columns = static_cast<std::size_t>(width);
    if (width < 1 || width > 2 || position.row >= rows() || position.column + columns > m_columns)
        return;
    auto& cells = m_lines[position.row].cells;
    splitWide(position.row, position.column);
    splitWide(position.row, position.column + columns);
    auto& cell = cells[position.column];
    cell.characters = {};
    for (std::size_t i = 0; i < std::min(characters.size(), Cell::kMostCharacters); ++i)
        cell.characters[i] = characters[i];
    cell.width = static_cast<std::uint8_t>(width);
    cell.pen = pen;
    if (width == 2)
        cells[position.column + 1] = {.width = 0, .pen = pen};
}

void Grid::splitWide(std::size_t row, std::size_t column)
{
    auto& cells = m_lines[row].cells;
    if (column == 0 || column >= m_columns || cells[column].width != 0)
        return;
    cells[column - 1] = {};
    cells[column] = {};
}

Area Grid::within(Area area) const
{
    area.bottom = std::min(area.bottom, rows());
    area.right = std::min(area.right, m_columns);
    area.top = std::min(area.top, area.bottom);
    area.left = std::min(area.left, area.right);
    return area;
}

void Grid::erase(Area area, const Color& background)
{
    area = within(area);
    for (auto row = area.top; row < area.bottom; ++row) {
        auto& cells = m_lines[row].cells;
        splitWide(row, area.left);
        splitWide(row, area.right);
        for (auto column = area.left; column < area.right; ++column)
            cells[column] = blankCell(background);
        // The next line is no continuation of one whose end is gone.
        if (area.right == m_columns && row + 1 < rows())
            m_lines[row + 1].continues = false;
    }
}

void Grid::scroll(Area area, int upward, const Color& background)
{
    area = within(area);
    const auto height = area.bottom - area.top;
    const auto count = std::min(height, static_cast<std::size_t>(std::abs(upward)));
    if (count == 0)
        return;
    if (area.left == 0 && area.right == m_columns) {
        const auto first = m_lines.begin() + static_cast<std::ptrdiff_t>(area.top);
        const auto last = m_lines.begin() + static_cast<std::ptrdiff_t>(area.bottom);
        const auto offset = static_cast<std::ptrdiff_t>(count);
        std::rotate(first, upward > 0 ? first + offset : last - offset, last);
        for (auto line = upward > 0 ? last - offset : first; line != (upward > 0 ? last : first + offset); ++line) {
            std::ranges::fill(line->cells, blankCell(background));
            line->continues = false;
        }
        return;
    }
    for (std::size_t i = 0; i + count < height; ++i) {
        const auto to = upward > 0 ? area.top + i : area.bottom - 1 - i;
        const auto from = upward > 0 ? to + count : to - count;
        for (const auto row : {to, from}) {
            splitWide(row, area.left);
            splitWide(row, area.right);
        }
        std::copy_n(m_lines[from].cells.begin() + static_cast<std::ptrdiff_t>(area.left), area.right - area.left,
                    m_lines[to].cells.begin() + static_cast<std::ptrdiff_t>(area.left));
    }
    auto free = area;
    (upward > 0 ? free.top : free.bottom) = upward > 0 ? area.bottom - count : area.top + count;
    erase(free, background);
}

void Grid::shift(Area area, int leftward, const Color& background)
{
    area = within(area);
    const auto width = area.right - area.left;
    const auto count = std::min(width, static_cast<std::size_t>(std::abs(leftward)));
    if (count == 0)
        return;
    for (auto row = area.top; row < area.bottom; ++row) {
        splitWide(row, area.left);
        splitWide(row, area.right);
        splitWide(row, leftward > 0 ? area.left + count : area.right - count);
        const auto first = m_lines[row].cells.begin() + static_cast<std::ptrdiff_t>(area.left);
        const auto last = m_lines[row].cells.begin() + static_cast<std::ptrdiff_t>(area.right);
        const auto offset = static_cast<std::ptrdiff_t>(count);
        if (leftward > 0) {
            std::fill(std::move(first + offset, last, first), last, blankCell(background));
        } else {
            std::move_backward(first, last - offset, last);
            std::fill(first, first + offset, blankCell(background));
        }
    }
}

void Grid::setColumns(std::size_t columns)
{
    m_columns = columns;
    for (auto& line : m_lines) {
        if (columns > 0 && columns < line.cells.size() && line.cells[columns].width == 0)
            line.cells[columns - 1] = {};
        line.cells.resize(columns);
    }
}

} // namespace kalpana::bridge::server
