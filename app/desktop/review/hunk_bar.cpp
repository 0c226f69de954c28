#include "app/desktop/review/hunk_bar.h"

#include "app/desktop/look/colours.h"
#include "app/desktop/look/widgets.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace kalpana::desktop::review {

using namespace Qt::StringLiterals;
using kalpana::review::Hunk;

namespace {

QPushButton* barButton(const QString& text, const QString& name, const QString& tip)
{
    auto* button = look::button(text, "bar"_L1);
    button->setObjectName(name);
    button->setToolTip(tip);
    button->setFixedHeight(22);
    button->setFocusPolicy(Qt::NoFocus); // the keys are about the hunk that is turned to
    return button;
}

} // namespace

HunkBar::HunkBar(QWidget* parent) : QWidget(parent)
{
    m_where = look::label({}, "small"_L1);
    m_state = look::label({}, "small"_L1);
    m_keep = barButton(tr("Keep"), u"hunkKeep"_s, tr("Keep this change (K)"));
    m_revert = barButton(tr("Revert"), u"hunkRevert"_s, tr("Take this change back (R)"));
    m_putBack = barButton(tr("Put back"), u"hunkPutBack"_s, tr("Make this change again (R)"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 8, 0);
    row->setSpacing(8);
    row->addWidget(m_where);
    row->addWidget(m_state, 1);
    for (auto* button : {m_keep, m_revert, m_putBack})
        row->addWidget(button);
    connect(m_keep, &QPushButton::clicked, this, &HunkBar::keepWanted);
    connect(m_revert, &QPushButton::clicked, this, &HunkBar::revertWanted);
    connect(m_putBack, &QPushButton::clicked, this, &HunkBar::putBackWanted);
}

void HunkBar::present(const Hunk& hunk, qsizetype index, qsizetype count, bool kept, bool canDecide, bool current)
{
    m_where->setText(tr("%1 of %2").arg(index + 1).arg(count));
    const bool stands = hunk.state == Hunk::State::Standing;
    const bool reverted = hunk.state == Hunk::State::Reverted;
    m_state->setText(reverted  ? tr("Taken back.")
                     : !stands ? tr("Changed since: what is there now, below, stays. Edit the file to decide.")
                     : kept    ? tr("Kept.")
                               : QString());
    m_state->setToolTip(m_state->text());
    look::setRole(m_state, !stands && !reverted ? "warning"_L1 : kept && stands ? "success"_L1 : "small"_L1);
    m_keep->setVisible(canDecide && stands && !kept);
    m_revert->setVisible(canDecide && stands);
    m_putBack->setVisible(canDecide && reverted);
    m_current = current;
    update();
    show();
}

void HunkBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto& c = look::colours();
    painter.fillRect(rect(), c.raised);
    if (m_current)
        painter.fillRect(QRect(0, 0, 3, height()), c.accent);
}

} // namespace kalpana::desktop::review
