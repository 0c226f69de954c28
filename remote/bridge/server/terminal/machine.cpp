#include "remote/bridge/server/terminal/machine.h"

#include <algorithm>
#include <cstdlib>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kMostMarks = 64;

void* allocate(std::size_t size, void* /*data*/)
{
    void* memory = std::calloc(1, size);
    if (memory == nullptr)
        std::abort(); // libvterm does not look
    return memory;
}

void release(void* memory, void* /*data*/)
{
    std::free(memory);
}

VTermAllocatorFunctions allocator{.malloc = allocate, .free = release};

std::size_t natural(int value)
{
    return static_cast<std::size_t>(std::max(value, 0));
}

Area areaOf(VTermRect rect)
{
    return {natural(rect.start_row), natural(rect.end_row), natural(rect.start_col), natural(rect.end_col)};
}

} // namespace

Screen::Machine::Machine(Screen& owner, TerminalSize wanted) : screen(owner)
{
    VTermBuilder builder{};
    builder.rows = wanted.rows;
    builder.cols = wanted.columns;
    builder.allocator = &allocator;
    terminal = vterm_build(&builder);
    vterm_set_utf8(terminal, 1);
    vterm_output_set_callback(terminal, answer, this);
    state = vterm_obtain_state(terminal);
    static const VTermStateCallbacks callbacks{.putglyph = putGlyph,
                                               .movecursor = moveCursor,
                                               .scrollrect = scrollRect,
                                               .moverect = moveRect,
                                               .erase = erase,
                                               .initpen = nullptr,
                                               .setpenattr = nullptr,
                                               .settermprop = nullptr,
                                               .bell = bell,
                                               .resize = resized,
                                               .setlineinfo = nullptr,
                                               .sb_clear = clearScrollback};
    vterm_state_set_callbacks(state, &callbacks, this);
    vterm_state_reset(state, 1);
}

Position Screen::Machine::cursor() const
{
    VTermPos position{};
    vterm_state_get_cursorpos(state, &position);
    return {natural(position.row), natural(position.col)};
}

int Screen::Machine::putGlyph(VTermGlyphInfo* glyph, VTermPos position, void* user)
{
    auto& screen = of(user).screen;
    auto& grid = screen.current();
    const Position at{natural(position.row), natural(position.col)};
    const auto width = natural(glyph->width);
    if (position.row < 0 || position.col < 0 || at.row >= grid.rows() || width == 0)
        return 1;
    std::size_t count = 0;
    while (count < kMostMarks && glyph->chars[count] != 0)
        ++count;
    screen.m_overloaded = count == kMostMarks;
    grid.put(at, {glyph->chars, std::min(count, Cell::kMostCharacters)}, glyph->width, screen.m_pen);
    // Whether this line goes on from the one before is not asked of libvterm, which forgets to forget it. The character
    // that was put last is put again with the marks that come for it later.
    const bool isAgain = screen.m_isBehindLast && at == screen.m_lastPut;
    if (at.column == 0 && !isAgain) {
        const bool oneColumnWasLeft =
            screen.m_isBehindLast && screen.m_lastPut.column + screen.m_lastCell.width + 1 == grid.columns();
        grid.line(at.row).continues = screen.m_wrapsNext || (width == 2 && oneColumnWasLeft);
    }
    screen.m_lastPut = at;
    screen.m_isBehindLast = true;
    if (at.column < grid.columns())
        screen.m_lastCell = grid.line(at.row).cells[at.column];
    screen.m_wrapsNext = at.column + width >= grid.columns() && screen.m_modes.isOn(7);
    return 1;
}

int Screen::Machine::moveCursor(VTermPos position, VTermPos /*oldPosition*/, int /*visible*/, void* user)
{
    auto& screen = of(user).screen;
    const Position now{natural(position.row), natural(position.col)};
    const Position behind{screen.m_lastPut.row, screen.m_lastPut.column + screen.m_lastCell.width};
    screen.m_wrapsNext = screen.m_wrapsNext && now == screen.m_lastPut;
    screen.m_isBehindLast = screen.m_isBehindLast && (screen.m_wrapsNext || now == behind);
    return 1;
}

int Screen::Machine::scrollRect(VTermRect rect, int downward, int rightward, void* user)
{
    auto& screen = of(user).screen;
    auto& grid = screen.current();
    const auto area = areaOf(rect);
    const auto& background = screen.m_pen.background;
    if (rightward != 0) {
        grid.shift(area, rightward, background);
        return 1;
    }
    if (downward > 0 && !screen.m_isAlternate && area.top == 0 && area.left == 0 && area.right == grid.columns())
        for (std::size_t row = 0; row < std::min(natural(downward), area.bottom); ++row)
            screen.m_scrollback.push(grid.line(row));
    grid.scroll(area, downward, background);
    return 1;
}

int Screen::Machine::moveRect(VTermRect /*destination*/, VTermRect /*source*/, void* /*user*/)
{
    return 1; // scrollRect does all of it
}

int Screen::Machine::erase(VTermRect rect, int /*selective*/, void* user)
{
    auto& screen = of(user).screen;
    auto& grid = screen.current();
    const auto area = areaOf(rect);
    grid.erase(area, screen.m_pen.background);
    if (!screen.m_isAlternate && area.top == 0 && area.left == 0 && area.bottom >= grid.rows() &&
        area.right >= grid.columns())
        screen.m_scrollback.limitReturning(0);
    return 1;
}

int Screen::Machine::bell(void* user)
{
    ++of(user).screen.m_bells;
    return 1;
}

int Screen::Machine::resized(int rows, int /*columns*/, VTermStateFields* fields, void* user)
{
    auto& screen = of(user).screen;
    fields->pos = {.row = static_cast<int>(screen.m_resizedCursor.row),
                   .col = static_cast<int>(screen.m_resizedCursor.column)};
    for (auto*& lines : fields->lineinfos) {
        if (lines == nullptr)
            continue;
        const auto& grid = &lines == &fields->lineinfos[0] ? screen.m_primary : screen.m_alternate;
        release(lines, nullptr);
        lines = static_cast<VTermLineInfo*>(allocate(natural(rows) * sizeof(VTermLineInfo), nullptr));
        for (std::size_t row = 0; row < std::min(grid.rows(), natural(rows)); ++row)
            lines[row].continuation = grid.line(row).continues ? 1 : 0;
    }
    return 1;
}

int Screen::Machine::clearScrollback(void* user)
{
    of(user).screen.m_scrollback.clear();
    return 1;
}

void Screen::Machine::answer(const char* bytes, std::size_t count, void* user)
{
    of(user).screen.answer({bytes, count});
}

} // namespace kalpana::bridge::server
