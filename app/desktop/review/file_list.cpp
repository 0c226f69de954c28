#include "app/desktop/review/file_list.h"

#include "app/desktop/look/colours.h"
#include "app/desktop/look/icons.h"
#include "core/agent/visible_text.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace kalpana::desktop::review {

using namespace Qt::StringLiterals;
using agent::ChangedFile;

namespace {

enum Role {
    PathRole = Qt::UserRole,
    NameRole,
    FolderRole,
    KindRole,
    AddedRole,
    RemovedRole,
    BinaryRole,
    StandRole,
    KeptRole
};

constexpr int rowHeight = 46;

QString letterOf(ChangedFile::Kind kind)
{
    switch (kind) {
    case ChangedFile::Kind::Added:
        return u"A"_s;
    case ChangedFile::Kind::Deleted:
        return u"D"_s;
    case ChangedFile::Kind::Renamed:
        return u"R"_s;
    case ChangedFile::Kind::TypeChanged:
        return u"T"_s;
    case ChangedFile::Kind::Modified:
        break;
    }
    return u"M"_s;
}

QString wordOf(ChangedFile::Kind kind)
{
    switch (kind) {
    case ChangedFile::Kind::Added:
        return FileList::tr("New");
    case ChangedFile::Kind::Deleted:
        return FileList::tr("Deleted");
    case ChangedFile::Kind::Renamed:
        return FileList::tr("Renamed");
    case ChangedFile::Kind::TypeChanged:
        return FileList::tr("Another kind of file now");
    case ChangedFile::Kind::Modified:
        break;
    }
    return FileList::tr("Changed");
}

QString wordOf(Stand stand, bool kept)
{
    return stand == Stand::Reverted  ? FileList::tr("Taken back")
           : stand == Stand::Changed ? FileList::tr("Changed since, or taken back in part")
           : kept                    ? FileList::tr("Kept")
                                     : QString();
}

class Delegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {120, rowHeight}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& c = look::colours();
        const bool chosen = option.state & QStyle::State_Selected;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (chosen || (option.state & QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(chosen ? c.accentSoft : c.raised);
            painter->drawRoundedRect(QRectF(option.rect).adjusted(4, 1, -4, -1), 7, 7);
        }
        auto inner = option.rect.adjusted(14, 5, -14, -5);
        const auto stand = static_cast<Stand>(index.data(StandRole).toInt());
        const bool kept = index.data(KeptRole).toBool();
        const bool two = !index.data(FolderRole).toString().isEmpty() || stand != Stand::Standing || kept;
        const QRect upper(inner.left(), inner.top() + (two ? 0 : inner.height() / 4), inner.width(),
                          inner.height() / 2);
        const QRect lower(inner.left(), upper.bottom() + 1, inner.width(), inner.height() - upper.height());
        const auto kind = static_cast<ChangedFile::Kind>(index.data(KindRole).toInt());

        auto bold = option.font;
        bold.setWeight(QFont::DemiBold);
        auto small = option.font;
        small.setPointSizeF(small.pointSizeF() - 1);
        const QFontMetrics smaller(small);
        const bool quiet = stand == Stand::Reverted || kept;

        int right = upper.right();
        painter->setFont(small);
        const auto drawRight = [&](const QString& text, const QColor& colour) {
            const int width = smaller.horizontalAdvance(text);
            painter->setPen(colour);
            painter->drawText(QRect(right - width + 1, upper.top(), width, upper.height()), Qt::AlignVCenter, text);
            right -= width + 8;
        };
        if (index.data(BinaryRole).toBool()) {
            drawRight(FileList::tr("binary"), c.faint);
        } else {
            if (const auto removed = index.data(RemovedRole).toLongLong(); removed > 0)
                drawRight(u"−%1"_s.arg(removed), c.bad);
            if (const auto added = index.data(AddedRole).toLongLong(); added > 0)
                drawRight(u"+%1"_s.arg(added), c.good);
        }
        const int letter = 18;
        painter->setFont(bold);
        painter->setPen(kind == ChangedFile::Kind::Added     ? c.good
                        : kind == ChangedFile::Kind::Deleted ? c.bad
                                                             : c.muted);
        painter->drawText(QRect(upper.left(), upper.top(), letter, upper.height()), Qt::AlignVCenter, letterOf(kind));
        painter->setPen(quiet ? c.muted : c.text);
        const QRect name(upper.left() + letter, upper.top(), right - upper.left() - letter, upper.height());
        painter->drawText(
            name, Qt::AlignVCenter,
            QFontMetrics(bold).elidedText(index.data(NameRole).toString(), Qt::ElideMiddle, name.width()));

        painter->setFont(small);
        QRect below(lower.left() + letter, lower.top(), lower.width() - letter, lower.height());
        if (const auto drawing = stand == Stand::Reverted  ? "skip"_L1
                                 : stand == Stand::Changed ? "alert"_L1
                                 : kept                    ? "check"_L1
                                                           : ""_L1;
            !drawing.isEmpty()) {
            const auto colour = stand == Stand::Changed ? c.warn : stand == Stand::Reverted ? c.faint : c.good;
            painter->drawPixmap(below.right() - 12, below.center().y() - 6,
                                look::drawing(drawing, colour, 13, painter->device()->devicePixelRatio()));
            below.setRight(below.right() - 20);
        }
        painter->setPen(c.faint);
        painter->drawText(below, Qt::AlignVCenter,
                          smaller.elidedText(index.data(FolderRole).toString(), Qt::ElideMiddle, below.width()));
        painter->restore();
    }
};

void describe(QStandardItem& item)
{
    const auto kind = static_cast<ChangedFile::Kind>(item.data(KindRole).toInt());
    const auto stand = wordOf(static_cast<Stand>(item.data(StandRole).toInt()), item.data(KeptRole).toBool());
    const auto path = agent::visibleText(QString::fromUtf8(item.data(PathRole).toByteArray()));
    QStringList words{path, wordOf(kind),
                      FileList::tr("%1 added, %2 removed")
                          .arg(item.data(AddedRole).toLongLong())
                          .arg(item.data(RemovedRole).toLongLong())};
    if (!stand.isEmpty())
        words += stand;
    item.setData(words.join(u", "_s), Qt::AccessibleTextRole);
    item.setToolTip(words.join(u'\n').toHtmlEscaped().replace(u'\n', "<br>"_L1));
}

} // namespace

FileList::FileList(QWidget* parent) : QListView(parent)
{
    setObjectName(u"reviewFiles"_s);
    setFrameShape(QFrame::NoFrame);
    setModel(&m_model);
    setItemDelegate(new Delegate(this));
    setMouseTracking(true);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setUniformItemSizes(true);
    setAccessibleName(tr("Files that were changed"));
}

void FileList::present(const QList<ListedFile>& files)
{
    const auto before = chosen();
    const QSignalBlocker quiet(this);
    m_model.clear();
    for (const auto& [change, stand] : files) {
        auto* item = new QStandardItem;
        const auto path = agent::visibleText(QString::fromUtf8(change.path));
        const auto slash = path.lastIndexOf(u'/');
        item->setData(change.path, PathRole);
        item->setData(path.sliced(slash + 1), NameRole);
        item->setData(change.original.isEmpty()
                          ? path.left(std::max<qsizetype>(slash, 0))
                          : tr("from %1").arg(agent::visibleText(QString::fromUtf8(change.original))),
                      FolderRole);
        item->setData(static_cast<int>(change.kind), KindRole);
        item->setData(change.added, AddedRole);
        item->setData(change.removed, RemovedRole);
        item->setData(change.binary, BinaryRole);
        item->setData(static_cast<int>(stand), StandRole);
        describe(*item);
        m_model.appendRow(item);
    }
    if (const auto* item = itemOf(before))
        setCurrentIndex(item->index());
}

QStandardItem* FileList::itemOf(const QByteArray& path) const
{
    for (int i = 0; i < m_model.rowCount() && !path.isEmpty(); ++i)
        if (m_model.item(i)->data(PathRole).toByteArray() == path)
            return m_model.item(i);
    return nullptr;
}

void FileList::setStand(const QByteArray& path, Stand stand)
{
    if (auto* item = itemOf(path)) {
        item->setData(static_cast<int>(stand), StandRole);
        describe(*item);
    }
}

void FileList::setKept(const QByteArray& path, bool kept)
{
    if (auto* item = itemOf(path)) {
        item->setData(kept, KeptRole);
        describe(*item);
    }
}

void FileList::choose(const QByteArray& path)
{
    const auto* item = itemOf(path);
    if (item == nullptr)
        item = m_model.item(0);
    if (item != nullptr)
        setCurrentIndex(item->index());
}

QByteArray FileList::chosen() const
{
    return currentIndex().data(PathRole).toByteArray();
}

void FileList::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QListView::currentChanged(current, previous);
    if (current.isValid())
        Q_EMIT fileChosen(current.data(PathRole).toByteArray());
}

} // namespace kalpana::desktop::review
