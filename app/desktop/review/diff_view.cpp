#include "app/desktop/review/diff_view.h"

#include "app/desktop/look/colours.h"
#include "app/desktop/review/hunk_bar.h"

#include <QEvent>
#include <QFontDatabase>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextLayout>

#include <algorithm>

namespace kalpana::desktop::review {

using namespace Qt::StringLiterals;
using kalpana::review::Hunk;
using kalpana::review::Layout;
using kalpana::review::Row;
using kalpana::review::Span;
using kalpana::review::WordEdits;
using Kind = Row::Kind;

namespace {

constexpr int barHeight = 32;
constexpr int foldHeight = 26;
constexpr int gap = 10; // beside texts and numbers
constexpr int tabColumns = 4;
constexpr qsizetype mostNowLines = 40;
constexpr qsizetype mostSaidLines = 20;

QColor faded(QColor colour, int alpha)
{
    colour.setAlpha(alpha);
    return colour;
}

} // namespace

DiffView::DiffView(QWidget* parent) : QAbstractScrollArea(parent)
{
    setObjectName(u"diff"_s);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    m_font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_font.setPointSizeF(this->font().pointSizeF());
    verticalScrollBar()->setSingleStep(lineHeight());
    setAccessibleName(tr("Changes of the file"));
}

int DiffView::lineHeight() const
{
    return QFontMetrics(m_font).height() + 5;
}

int DiffView::gutterWidth() const
{
    const auto most =
        m_file && m_file->shown ? std::max(m_file->shown->before.lines.size(), m_file->shown->after.lines.size()) : 0;
    const auto digits = std::max<qsizetype>(3, QString::number(most).size());
    return static_cast<int>(digits) * QFontMetrics(m_font).horizontalAdvance(u'0') + 2 * gap;
}

void DiffView::present(const FilePointer& file, const QSet<qsizetype>& kept, bool canDecide)
{
    const bool same = m_file && file && m_file->shown == file->shown;
    m_file = file;
    m_kept = kept;
    m_canDecide = canDecide;
    if (!same) {
        m_unfolded.clear();
        m_words.clear();
        m_hunk = file && file->review && !file->review->hunks().isEmpty() ? 0 : -1;
    }
    rebuild();
    if (!same) {
        horizontalScrollBar()->setValue(0);
        verticalScrollBar()->setValue(0);
        if (m_hunk >= 0)
            turnTo(m_hunk);
    }
}

void DiffView::showLayout(Layout layout)
{
    if (layout == m_layout)
        return;
    m_layout = layout;
    rebuild();
    if (m_hunk >= 0)
        turnTo(m_hunk);
}

void DiffView::rebuild()
{
    qDeleteAll(m_bars);
    m_bars.clear();
    m_rows.clear();
    if (m_file && m_file->shown) {
        const auto& shown = *m_file->shown;
        kalpana::review::RowsSpec spec{.layout = m_layout, .unfolded = m_unfolded};
        const auto& hunks = m_file->review->hunks();
        for (qsizetype i = 0; i < hunks.size() && m_canDecide; ++i)
            if (hunks[i].state == Hunk::State::Conflict)
                spec.nowOf[i] = {hunks[i].now, std::min(hunks[i].nowCount, mostNowLines)};
        m_rows = rowsOf(shown.edits, shown.before.lines.size(), shown.after.lines.size(), spec);
    }
    m_tops.assign(1, 0);
    for (const auto& row : std::as_const(m_rows))
        m_tops.push_back(m_tops.back() + (row.kind == Kind::Hunk   ? barHeight
                                          : row.kind == Kind::Fold ? foldHeight
                                                                   : lineHeight()));
    const QFontMetrics metrics(m_font);
    qsizetype longest = 0;
    if (m_file && m_file->shown)
        for (const auto* side : {&m_file->shown->before, &m_file->shown->after})
            for (const auto& line : side->lines)
                longest = std::max(longest, line.size() + line.count(u'\t') * (tabColumns - 1));
    m_textWidth = static_cast<int>(longest) * metrics.horizontalAdvance(u'0') + 2 * gap;
    measure();
    placeBars();
    viewport()->update();
}

void DiffView::measure()
{
    const auto page = viewport()->size();
    verticalScrollBar()->setPageStep(page.height());
    verticalScrollBar()->setRange(0, std::max(0, m_tops.back() + 24 - page.height()));
    const int room =
        m_layout == Layout::SideBySide ? page.width() / 2 - gutterWidth() : page.width() - 2 * gutterWidth() - 2 * gap;
    horizontalScrollBar()->setPageStep(room);
    horizontalScrollBar()->setSingleStep(lineHeight());
    horizontalScrollBar()->setRange(0, std::max(0, m_textWidth - room));
}

void DiffView::resizeEvent(QResizeEvent*)
{
    measure();
    placeBars();
}

void DiffView::scrollContentsBy(int, int)
{
    placeBars();
    viewport()->update();
}

void DiffView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_tops.empty())
        rebuild();
}

qsizetype DiffView::rowAt(int y) const
{
    const auto above = std::ranges::upper_bound(m_tops, y);
    return std::clamp<qsizetype>(above - m_tops.begin() - 1, 0, std::max<qsizetype>(m_rows.size() - 1, 0));
}

void DiffView::placeBars()
{
    if (m_rows.isEmpty())
        return;
    const int top = verticalScrollBar()->value();
    QSet<qsizetype> inSight;
    const auto& hunks = m_file->review->hunks();
    for (auto i = rowAt(top); i < m_rows.size() && m_tops[static_cast<std::size_t>(i)] < top + viewport()->height();
         ++i) {
        if (m_rows[i].kind != Kind::Hunk)
            continue;
        const auto hunk = m_rows[i].hunk;
        inSight.insert(hunk);
        auto*& bar = m_bars[hunk];
        if (bar == nullptr) {
            bar = new HunkBar(viewport());
            connect(bar, &HunkBar::keepWanted, this, [this, hunk] { Q_EMIT keepWanted(hunk); });
            connect(bar, &HunkBar::revertWanted, this, [this, hunk] { Q_EMIT revertWanted(hunk); });
            connect(bar, &HunkBar::putBackWanted, this, [this, hunk] { Q_EMIT putBackWanted(hunk); });
        }
        bar->setGeometry(0, m_tops[static_cast<std::size_t>(i)] - top, viewport()->width(), barHeight);
        bar->present(hunks[hunk], hunk, hunks.size(), m_kept.contains(hunk), m_canDecide && m_file->byHunk,
                     hunk == m_hunk);
    }
    m_bars.removeIf([&inSight](const auto& one) {
        if (inSight.contains(one.key()))
            return false;
        one.value()->deleteLater();
        return true;
    });
}

void DiffView::turnTo(qsizetype hunk)
{
    const auto row =
        std::ranges::find_if(m_rows, [hunk](const Row& one) { return one.kind == Kind::Hunk && one.hunk == hunk; });
    if (row == m_rows.end())
        return;
    const bool isNew = m_hunk != hunk;
    m_hunk = hunk;
    const int top = m_tops[static_cast<std::size_t>(row - m_rows.begin())];
    const int from = verticalScrollBar()->value();
    if (top < from || top > from + viewport()->height() * 2 / 3)
        verticalScrollBar()->setValue(top - viewport()->height() / 4);
    placeBars();
    describe();
    if (isNew)
        Q_EMIT hunkChanged(hunk);
}

/// What a screen reader says of the hunk that is turned to.
void DiffView::describe()
{
    const auto& edit = m_file->shown->edits[static_cast<std::size_t>(m_hunk)];
    const auto lines = [](const QStringList& all, qsizetype from, qsizetype count) {
        return all.sliced(from, std::min(count, mostSaidLines)).join(u'\n');
    };
    QStringList said{tr("Change %1 of %2.").arg(m_hunk + 1).arg(m_file->review->hunks().size())};
    if (edit.beforeCount > 0)
        said += tr("Before: %1").arg(lines(m_file->shown->before.lines, edit.before, edit.beforeCount));
    if (edit.afterCount > 0)
        said += tr("After: %1").arg(lines(m_file->shown->after.lines, edit.after, edit.afterCount));
    setAccessibleDescription(said.join(u'\n'));
}

void DiffView::mousePressEvent(QMouseEvent* event)
{
    if (m_rows.isEmpty())
        return;
    const auto& row = m_rows[rowAt(verticalScrollBar()->value() + event->position().toPoint().y())];
    if (row.kind == Kind::Fold) {
        m_unfolded.insert(row.after);
        rebuild();
    } else if (row.hunk >= 0) {
        turnTo(row.hunk);
    }
}

void DiffView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.setFont(m_font);
    painter.fillRect(event->rect(), look::colours().surface);
    if (m_rows.isEmpty())
        return;
    const int top = verticalScrollBar()->value();
    for (auto i = rowAt(top + event->rect().top()); i < m_rows.size(); ++i) {
        const int y = m_tops[static_cast<std::size_t>(i)] - top;
        if (y > event->rect().bottom())
            break;
        const QRect place(0, y, viewport()->width(),
                          m_tops[static_cast<std::size_t>(i) + 1] - m_tops[static_cast<std::size_t>(i)]);
        const auto hunk = m_rows[i].hunk;
        const bool gone = hunk >= 0 && m_canDecide && m_file->review->hunks()[hunk].state == Hunk::State::Reverted;
        painter.setOpacity(gone ? 0.45 : 1.0);
        drawRow(painter, m_rows[i], place);
    }
}

void DiffView::drawNumber(QPainter& painter, int left, const QRect& place, qsizetype line)
{
    painter.setPen(look::colours().faint);
    painter.drawText(QRect(left, place.top(), gutterWidth() - gap, place.height()), Qt::AlignRight | Qt::AlignVCenter,
                     QString::number(line + 1));
}

void DiffView::drawRow(QPainter& painter, const Row& row, const QRect& place)
{
    const auto& c = look::colours();
    if (row.kind == Kind::Hunk)
        return; // its bar is there
    if (row.kind == Kind::Fold) {
        painter.fillRect(place, c.window);
        painter.setPen(c.muted);
        auto font = this->font();
        font.setPointSizeF(font.pointSizeF() - 1);
        painter.save();
        painter.setFont(font);
        painter.drawText(place, Qt::AlignCenter, tr("%n unchanged line(s)", nullptr, static_cast<int>(row.count)));
        painter.restore();
        return;
    }
    const auto gutter = gutterWidth();
    if (row.kind == Kind::Now) {
        painter.fillRect(place, c.warnSoft);
        painter.fillRect(QRect(place.left(), place.top(), 3, place.height()), c.warn);
        const int left = m_layout == Layout::SideBySide ? place.width() / 2 : gutter;
        drawNumber(painter, left, place, row.now);
        if (row.now < m_file->now.size())
            drawText(painter,
                     place.adjusted(m_layout == Layout::SideBySide ? left + gutter : 2 * gutter + 2 * gap, 0, 0, 0),
                     m_file->now[row.now], {}, {}, {});
        return;
    }
    if (m_layout == Layout::SideBySide) {
        const int half = place.width() / 2;
        const QRect left(place.left(), place.top(), half, place.height());
        const QRect right(place.left() + half, place.top(), place.width() - half, place.height());
        drawSide(painter, left, row.before, true, row.kind != Kind::Same, row);
        drawSide(painter, right, row.after, false, row.kind != Kind::Same, row);
        painter.fillRect(QRect(half, place.top(), 1, place.height()), c.line);
        return;
    }
    const auto& shown = *m_file->shown;
    const bool less = row.kind == Kind::Less;
    const bool more = row.kind == Kind::More;
    if (less || more) {
        painter.fillRect(place, less ? c.badSoft : c.goodSoft);
        painter.setPen(less ? c.bad : c.good);
        painter.drawText(QRect(2 * gutter, place.top(), 2 * gap, place.height()), Qt::AlignCenter,
                         less ? u"−"_s : u"+"_s);
    }
    if (row.before >= 0)
        drawNumber(painter, 0, place, row.before);
    if (row.after >= 0)
        drawNumber(painter, gutter, place, row.after);
    const auto& side = less ? shown.before : shown.after;
    const auto line = less ? row.before : row.after;
    const auto partner = less || more ? partnerOf(row, less) : -1;
    const auto marks = partner < 0 ? QList<Span>()
                       : less      ? wordsOf(line, partner).before
                                   : wordsOf(partner, line).after;
    drawText(painter, place.adjusted(2 * gutter + 2 * gap, 0, 0, 0), side.lines[line], side.spans.value(line), marks,
             faded(less ? c.bad : c.good, 70));
}

void DiffView::drawSide(QPainter& painter, const QRect& place, qsizetype line, bool isBefore, bool isChanged,
                        const Row& row)
{
    const auto& c = look::colours();
    if (line < 0) {
        painter.fillRect(place, c.window);
        return;
    }
    if (isChanged)
        painter.fillRect(place, isBefore ? c.badSoft : c.goodSoft);
    const auto& side = isBefore ? m_file->shown->before : m_file->shown->after;
    drawNumber(painter, place.left(), place, line);
    const auto partner = isChanged ? partnerOf(row, isBefore) : -1;
    const auto marks = partner < 0 ? QList<Span>()
                       : isBefore  ? wordsOf(line, partner).before
                                   : wordsOf(partner, line).after;
    drawText(painter, place.adjusted(gutterWidth(), 0, 0, 0), side.lines[line], side.spans.value(line), marks,
             faded(isBefore ? c.bad : c.good, 70));
}

void DiffView::drawText(QPainter& painter, const QRect& place, const QString& text,
                        const QList<markup::ColouredSpan>& spans, const QList<Span>& marks, const QColor& markColour)
{
    if (text.isEmpty())
        return;
    const auto& styles = look::isDark() ? m_palette.dark : m_palette.light;
    QList<QTextLayout::FormatRange> formats;
    for (const auto& span : spans) {
        if (span.style < 0 || span.style >= styles.size())
            continue;
        QTextCharFormat format;
        format.setForeground(QColor::fromRgb(styles[span.style].colour));
        if (styles[span.style].bold)
            format.setFontWeight(QFont::DemiBold);
        format.setFontItalic(styles[span.style].italic);
        formats.append({span.from, span.length, format});
    }
    QTextLayout layout(text, m_font);
    QTextOption option(Qt::AlignLeft);
    option.setWrapMode(QTextOption::NoWrap);
    option.setTabStopDistance(QFontMetricsF(m_font).horizontalAdvance(u' ') * tabColumns);
    layout.setTextOption(option);
    layout.setFormats(formats);
    layout.setCacheEnabled(false);
    layout.beginLayout();
    auto line = layout.createLine();
    line.setLineWidth(1e7);
    layout.endLayout();
    painter.save();
    painter.setClipRect(place.adjusted(0, 0, -2, 0));
    painter.setPen(look::colours().text);
    const QPointF at(place.left() + 2 - horizontalScrollBar()->value(),
                     place.top() + (place.height() - line.height()) / 2);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto& mark : marks) {
        const auto from = line.cursorToX(static_cast<int>(mark.from));
        const auto to = line.cursorToX(static_cast<int>(mark.from + mark.length));
        painter.setBrush(markColour);
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(
            QRectF(at.x() + std::min(from, to), place.top() + 1, std::abs(to - from), place.height() - 2), 3, 3);
    }
    painter.setPen(look::colours().text);
    layout.draw(&painter, at);
    painter.restore();
}

qsizetype DiffView::partnerOf(const Row& row, bool isBefore) const
{
    const auto& edit = m_file->shown->edits[static_cast<std::size_t>(row.hunk)];
    const auto at = isBefore ? row.before - edit.before : row.after - edit.after;
    if (at >= std::min(edit.beforeCount, edit.afterCount))
        return -1;
    return isBefore ? edit.after + at : edit.before + at;
}

const WordEdits& DiffView::wordsOf(qsizetype before, qsizetype after)
{
    const std::pair key(before, after);
    const auto known = m_words.constFind(key);
    if (known != m_words.cend())
        return *known;
    return *m_words.insert(
        key, kalpana::review::wordEdits(m_file->shown->before.lines[before], m_file->shown->after.lines[after]));
}

} // namespace kalpana::desktop::review
