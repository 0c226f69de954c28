#include "app/desktop/home/workspace_delegate.h"

#include "app/desktop/home/workspace_list.h"
#include "app/desktop/look/icons.h"
#include "app/desktop/look/monogram.h"
#include "app/desktop/look/pill.h"
#include "app/desktop/values/readable.h"

#include <QPainter>

namespace kalpana::desktop::home {

namespace {

constexpr int rowHeight = 72;
constexpr int gapBetweenRows = 8;
constexpr int inset = 16;
constexpr int pillColumn = 124;
constexpr int ageColumn = 104;

QFont smaller(QFont font)
{
    font.setPointSizeF(font.pointSizeF() - 0.5);
    return font;
}

void drawGround(QPainter& painter, const QRect& card, QStyle::State state)
{
    const auto& c = look::colours();
    const bool chosen = state & QStyle::State_Selected;
    painter.setBrush(chosen ? c.accentSoft : state & QStyle::State_MouseOver ? c.raised : c.surface);
    painter.setPen(chosen && state & QStyle::State_HasFocus ? c.accent : chosen ? c.accentSoft : c.line);
    painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
}

void drawWhere(QPainter& painter, QRect place, const values::WorkspaceRow& row)
{
    const auto& c = look::colours();
    const bool local = row.host == QLatin1String("local");
    const auto ratio = painter.device()->devicePixelRatio();
    painter.drawPixmap(place.left(), place.center().y() - 7,
                       look::drawing(QLatin1StringView(local ? "computer" : "server"), c.faint, 15, ratio));
    painter.setPen(c.muted);
    const auto text = row.folder.isEmpty() ? values::readableHost(row.host)
                                           : values::readableHost(row.host) + QStringLiteral("  ·  ") + row.folder;
    place.setLeft(place.left() + 21);
    painter.drawText(place, Qt::AlignVCenter, painter.fontMetrics().elidedText(text, Qt::ElideMiddle, place.width()));
}

} // namespace

void WorkspaceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto row = index.data(WorkspaceList::RowRole).value<values::WorkspaceRow>();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const auto card = option.rect.adjusted(1, 0, -1, -gapBetweenRows);
    drawGround(*painter, card, option.state);

    auto inner = card.adjusted(inset, 0, -inset, 0);
    look::drawMonogram(*painter, QRect(inner.left(), card.center().y() - 19, 38, 38), row.name, row.id);
    inner.setLeft(inner.left() + 38 + 14);

    painter->setFont(smaller(option.font));
    painter->setPen(look::colours().muted);
    painter->drawText(inner, Qt::AlignVCenter | Qt::AlignRight,
                      values::readableAge(row.lastUsed, QDateTime::currentDateTimeUtc()));
    const auto word = values::wordFor(row.state);
    const auto pill = look::pillSize(painter->font(), word);
    look::drawPill(*painter,
                   QRect(inner.right() - ageColumn - pillColumn, card.center().y() - pill.height() / 2, pill.width(),
                         pill.height()),
                   word, values::toneFor(row.state));

    inner.setRight(inner.right() - ageColumn - pillColumn - 12);
    const auto half = QFontMetrics(option.font).height() + 3;
    drawWhere(*painter, QRect(inner.left(), card.center().y() + 1, inner.width(), half), row);
    auto bold = option.font;
    bold.setWeight(QFont::DemiBold);
    bold.setPointSizeF(bold.pointSizeF() + 1);
    painter->setFont(bold);
    painter->setPen(look::colours().text);
    painter->drawText(QRect(inner.left(), card.center().y() - half - 1, inner.width(), half), Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(row.name, Qt::ElideRight, inner.width()));
    painter->restore();
}

QSize WorkspaceDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {320, rowHeight + gapBetweenRows};
}

} // namespace kalpana::desktop::home
