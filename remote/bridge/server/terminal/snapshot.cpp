#include "remote/bridge/server/terminal/snapshot.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

/// Writes cells one after the other, and of the pen what changes.
class Writer final {
public:
    explicit Writer(std::string& out) : m_out(out) {}

    void use(const Pen& pen)
    {
        if (pen == m_pen)
            return;
        m_pen = pen;
        appendRendition(m_out, pen);
    }

    /// The cells up to `end`, from the cursor's place on. Where nothing was written, nothing is written: blank is not
    /// space, for whoever selects text or makes the window wider.
    void cells(const Line& line, std::size_t end, std::size_t from = 0)
    {
        for (auto at = from; at < end; ++at) {
            const auto& cell = line.cells[at];
            if (cell.width == 0)
                continue;
            if (cell.characters[0] != 0) {
                use(cell.pen);
                appendText(m_out, cell);
                continue;
            }
            auto same = at + 1;
            while (same < end && line.cells[same].characters[0] == 0 && line.cells[same].width == 1 &&
                   line.cells[same].pen == cell.pen)
                ++same;
            const auto count = std::to_string(same - at);
            if (!cell.isBlank()) {
                use(cell.pen);
                m_out += "\x1b[" + count + 'X';
            }
            m_out += "\x1b[" + count + 'C';
            at = same - 1;
        }
    }

    void moveTo(std::size_t row, std::size_t column)
    {
        m_out += "\x1b[" + std::to_string(row + 1) + ';' + std::to_string(column + 1) + 'H';
    }

private:
    std::string& m_out;
    Pen m_pen;
};

/// The scrollback and the primary screen as lines that flow.
void appendPrimary(std::string& out, Writer& writer, const Screen& screen, std::size_t scrollbackLines)
{
    const auto& scrollback = screen.scrollback();
    const auto& grid = screen.primary();
    const auto kept = std::min(scrollbackLines, scrollback.size());
    const auto total = kept + grid.rows();
    const auto lineAt = [&](std::size_t index) {
        return index < kept ? scrollback.at(scrollback.size() - kept + index) : grid.line(index - kept);
    };
    auto line = lineAt(0);
    bool wrapped = false; // into this line, from the one before
    for (std::size_t i = 0; i < total; ++i) {
        const auto used = usedCells(line);
        const std::size_t first = wrapped ? line.cells[0].width : 0;
        writer.cells(line, first);
        if (wrapped && first < grid.columns() && line.cells[0].pen.background != Color{}) {
            writer.use({}); // a terminal fills a line that wrapping made with the background of the moment
            out += "\x1b[K";
        }
        writer.cells(line, used, first);
        if (i + 1 == total)
            break;
        auto next = lineAt(i + 1);
        wrapped = goesOn(line, next, grid.columns());
        if (!wrapped) {
            writer.use({});
            out += "\r\n";
        }
        line = std::move(next);
    }
}

/// The alternate screen, line by line in its place.
void appendAlternate(Writer& writer, const Grid& grid)
{
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        const auto used = usedCells(grid.line(row));
        if (used == 0)
            continue;
        writer.moveTo(row, 0);
        writer.cells(grid.line(row), used);
    }
}

/// Makes the terminal's cursor, pen and character sets those that were saved, runs `keep`, and takes all back.
void appendSaved(std::string& out, Writer& writer, const Screen::Saved& saved, const char* keep)
{
    if (saved.originMode)
        out += "\x1b[?6h";
    writer.moveTo(saved.cursor.row, saved.cursor.column);
    writer.use(saved.pen);
    appendCharsets(out, saved.charsets);
    out += keep;
    if (saved.charsets != Modes::Charsets{})
        out += "\x0f\x1b(B\x1b)B\x1b*B\x1b+B";
    if (saved.originMode)
        out += "\x1b[?6l";
    writer.use({});
}

void appendCursor(std::string& out, Writer& writer, const Screen& screen)
{
    const auto cursor = screen.cursor();
    const auto& cell = screen.shown().line(cursor.row).cells[cursor.column];
    const auto top = screen.modes().isOn(6) ? std::max<std::size_t>(screen.modes().margins().first, 1) - 1 : 0;
    writer.moveTo(cursor.row - std::min(cursor.row, top), cursor.column);
    if (screen.wrapsNext()) { // which only a character that is written there brings about
        writer.use(cell.pen);
        appendText(out, cell);
    }
    writer.use(screen.pen());
}

void appendTrimmed(std::string& text, const Line& line)
{
    const auto start = text.size();
    for (const auto& cell : line.cells)
        appendText(text, cell);
    while (text.size() > start && text.back() == ' ')
        text.pop_back();
}

} // namespace

std::string ansiOf(const Screen& screen, std::size_t scrollbackLines)
{
    std::string out;
    Writer writer(out);
    appendPrimary(out, writer, screen, scrollbackLines);
    writer.use({});
    if (screen.isAlternate()) {
        // The second erases again, with no background, what the first has erased with that of the saved pen.
        appendSaved(out, writer, screen.saved(false), "\x1b[?1049h\x1b[m\x1b[2J");
        appendAlternate(writer, screen.alternate());
        writer.use({});
        if (screen.saved(true).isSaved)
            appendSaved(out, writer, screen.saved(true),
                        "\x1b"
                        "7");
    } else if (screen.saved(false).isSaved) {
        appendSaved(out, writer, screen.saved(false),
                    "\x1b"
                    "7");
    }
    if (!screen.title().empty())
        out += "\x1b]2;" + screen.title() + '\a';
    out += screen.modes().sequencesBeforeCursor();
    appendCursor(out, writer, screen);
    out += screen.modes().sequencesAfterCursor();
    out += screen.openString();
    return out;
}

std::string textOf(const Grid& grid)
{
    std::string text;
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        appendTrimmed(text, grid.line(row));
        text += '\n';
    }
    return text;
}

std::string textOf(const Scrollback& scrollback, std::size_t lines)
{
    std::string text;
    for (auto i = scrollback.size() - std::min(lines, scrollback.size()); i < scrollback.size(); ++i) {
        appendTrimmed(text, scrollback.at(i));
        text += '\n';
    }
    return text;
}

} // namespace kalpana::bridge::server
