#pragma once

#include "app/desktop/review/reviewed_file.h"
#include "core/review/rows.h"
#include "core/review/word_edits.h"

#include <QAbstractScrollArea>
#include <QFont>
#include <QHash>
#include <QSet>

class QTextLayout;

namespace kalpana::desktop::review {

class HunkBar;

/// What a turn changed in one file, drawn line by line: unified, or before and after side by side, with the colours of
/// its language and the words that differ. Only what is in sight is laid out. Each hunk has a bar with its buttons; a
/// conflict shows what is there now. GUI thread.
class DiffView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit DiffView(QWidget* parent = nullptr);

    void setCodePalette(const markup::CodePalette& palette) { m_palette = palette; }
    /// Null: nothing. The same file anew keeps its place.
    void present(const FilePointer& file, const QSet<qsizetype>& kept, bool canDecide);
    void showLayout(kalpana::review::Layout layout);
    [[nodiscard]] kalpana::review::Layout shownLayout() const { return m_layout; }
    /// The hunk that the keys are about; -1 where there is none.
    [[nodiscard]] qsizetype hunk() const { return m_hunk; }
    /// Turns to a hunk and brings it into sight.
    void turnTo(qsizetype hunk);

Q_SIGNALS:
    void keepWanted(qsizetype hunk);
    void revertWanted(qsizetype hunk);
    void putBackWanted(qsizetype hunk);
    void hunkChanged(qsizetype hunk);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Column {
        int left = 0;
        int width = 0;
    };

    void rebuild();
    void describe();
    void measure();
    void placeBars();
    [[nodiscard]] qsizetype rowAt(int y) const;
    [[nodiscard]] int lineHeight() const;
    [[nodiscard]] int gutterWidth() const;
    void drawRow(QPainter& painter, const kalpana::review::Row& row, const QRect& place);
    void drawSide(QPainter& painter, const QRect& place, qsizetype line, bool isBefore, bool isChanged,
                  const kalpana::review::Row& row);
    void drawText(QPainter& painter, const QRect& place, const QString& text, const QList<markup::ColouredSpan>& spans,
                  const QList<kalpana::review::Span>& marks, const QColor& markColour);
    void drawNumber(QPainter& painter, int left, const QRect& place, qsizetype line);
    [[nodiscard]] const kalpana::review::WordEdits& wordsOf(qsizetype before, qsizetype after);
    /// The line on the other side that a changed line is compared with by word; -1 where there is none.
    [[nodiscard]] qsizetype partnerOf(const kalpana::review::Row& row, bool isBefore) const;

    QFont m_font; ///< Of code; that of the widget is the style sheet's.
    markup::CodePalette m_palette;
    FilePointer m_file;
    QSet<qsizetype> m_kept;
    bool m_canDecide = false;
    kalpana::review::Layout m_layout = kalpana::review::Layout::Unified;
    QSet<qsizetype> m_unfolded;
    QList<kalpana::review::Row> m_rows;
    std::vector<int> m_tops = {0}; ///< One more than there are rows.
    int m_textWidth = 0;
    qsizetype m_hunk = -1;
    QHash<std::pair<qsizetype, qsizetype>, kalpana::review::WordEdits> m_words;
    QHash<qsizetype, HunkBar*> m_bars; ///< Those in sight.
};

} // namespace kalpana::desktop::review
