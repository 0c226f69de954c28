// What a review page is made of; review_page.cpp has what it does.

#include "app/desktop/look/icons.h"
#include "app/desktop/look/spinner.h"
#include "app/desktop/look/widgets.h"
#include "app/desktop/review/diff_view.h"
#include "app/desktop/review/file_list.h"
#include "app/desktop/review/review_page.h"
#include "app/desktop/review/shared_colours.h"

#include <QFrame>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace kalpana::desktop::review {

using namespace Qt::StringLiterals;

namespace {

constexpr int narrow = 640;

QPushButton* smallButton(const QString& text, QLatin1StringView role, const QString& name, const QString& tip)
{
    auto* button = look::button(text, role);
    button->setObjectName(name);
    button->setToolTip(tip);
    return button;
}

QPushButton* iconButton(QLatin1StringView drawing, const QString& name, const QString& tip)
{
    auto* button = smallButton({}, "quiet"_L1, name, tip);
    button->setIcon(look::icon(drawing, &look::Colours::muted));
    button->setAccessibleName(tip);
    return button;
}

} // namespace

ReviewPage::ReviewPage(ReviewServices services, QWidget* parent)
    : QWidget(parent), m_services(std::move(services)), m_colours(std::make_shared<SharedColours>())
{
    setObjectName(u"review"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    makeHead();
    makeBody();
    makeFoot();
    makeKeys();
}

ReviewPage::~ReviewPage() = default;

void ReviewPage::makeHead()
{
    m_title = look::label({}, "name"_L1);
    m_title->setObjectName(u"reviewTitle"_s);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_counts = look::label({}, "small"_L1);
    m_counts->setObjectName(u"reviewCounts"_s);
    m_checkpoints = smallButton(tr("Checkpoints"), "quiet"_L1, u"reviewCheckpoints"_s,
                                tr("Go back to an earlier state of the workspace"));
    m_menu = new QMenu(m_checkpoints);
    m_menu->setObjectName(u"reviewCheckpointMenu"_s);
    auto* close = iconButton("cross"_L1, u"reviewClose"_s, tr("Close the review (Esc)"));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(16, 7, 8, 7);
    row->setSpacing(10);
    row->addWidget(m_title, 1);
    row->addWidget(m_counts);
    row->addWidget(m_checkpoints);
    row->addWidget(close);
    auto* frame = new QFrame;
    frame->setObjectName(u"reviewHead"_s);
    frame->setLayout(row);
    layout()->addWidget(frame);
    connect(close, &QPushButton::clicked, this, [this] {
        leave();
        Q_EMIT closeRequested();
    });
    connect(m_checkpoints, &QPushButton::clicked, this, &ReviewPage::fillCheckpoints);
}

void ReviewPage::makeBody()
{
    m_stateText = look::sentence({}, "muted"_L1);
    m_stateText->setObjectName(u"reviewState"_s);
    m_stateText->setAlignment(Qt::AlignCenter);
    m_spinner = new look::Spinner(26);
    m_retry = smallButton(tr("Try again"), "secondary"_L1, u"reviewRetry"_s, {});
    m_state = new QWidget;
    auto* middle = new QVBoxLayout(m_state);
    middle->setContentsMargins(32, 0, 32, 0);
    middle->setSpacing(14);
    middle->addStretch();
    middle->addWidget(m_spinner, 0, Qt::AlignHCenter);
    middle->addWidget(m_stateText);
    middle->addWidget(m_retry, 0, Qt::AlignHCenter);
    middle->addStretch();
    connect(m_retry, &QPushButton::clicked, this, [this] { load(m_path); });

    m_list = new FileList;
    m_fileName = look::label({}, "name"_L1);
    m_fileName->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_fileName->setObjectName(u"reviewFileName"_s);
    m_previous = iconButton("up"_L1, u"reviewPrevious"_s, tr("Previous change (P)"));
    m_next = iconButton("down"_L1, u"reviewNext"_s, tr("Next change (N)"));
    m_layoutButton =
        smallButton(tr("Side by side"), "bar"_L1, u"reviewSideBySide"_s, tr("Before and after side by side (S)"));
    m_layoutButton->setCheckable(true);
    m_layoutButton->setFixedHeight(26);
    m_fileButton = smallButton({}, "bar"_L1, u"reviewFileButton"_s, tr("The whole file (Shift+R)"));
    m_fileButton->setFixedHeight(26);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(14, 3, 8, 3);
    row->setSpacing(4);
    row->addWidget(m_fileName, 1);
    for (auto* button : {m_previous, m_next, m_layoutButton, m_fileButton})
        row->addWidget(button);
    m_fileNotice = look::sentence({}, "small"_L1);
    m_fileNotice->setObjectName(u"reviewFileNotice"_s);
    m_fileNotice->setContentsMargins(14, 4, 14, 8);
    m_diff = new DiffView;
    auto* right = new QWidget;
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins({});
    column->setSpacing(0);
    m_fileHead = new QFrame;
    m_fileHead->setLayout(row);
    column->addWidget(m_fileHead);
    column->addWidget(m_fileNotice);
    column->addWidget(m_diff, 1);

    m_split = new QSplitter(Qt::Horizontal);
    m_split->setChildrenCollapsible(false);
    m_split->setHandleWidth(1);
    m_list->setMinimumWidth(150);
    m_list->setMinimumHeight(70);
    m_split->addWidget(m_list);
    m_split->addWidget(right);
    m_split->setStretchFactor(0, 0);
    m_split->setStretchFactor(1, 1);
    m_split->setSizes({250, 750});
    m_stack = new QStackedLayout;
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_split);
    qobject_cast<QVBoxLayout*>(layout())->addLayout(m_stack, 1);

    connect(m_list, &FileList::fileChosen, this, &ReviewPage::choose);
    connect(m_previous, &QPushButton::clicked, this, [this] { step(-1); });
    connect(m_next, &QPushButton::clicked, this, [this] { step(1); });
    connect(m_layoutButton, &QPushButton::toggled, this, &ReviewPage::setSideBySide);
    connect(m_fileButton, &QPushButton::clicked, this, &ReviewPage::moveFile);
    connect(m_diff, &DiffView::keepWanted, this, &ReviewPage::keepHunk);
    connect(m_diff, &DiffView::revertWanted, this, [this](qsizetype hunk) { moveHunk(hunk, Direction::Revert); });
    connect(m_diff, &DiffView::putBackWanted, this, [this](qsizetype hunk) { moveHunk(hunk, Direction::PutBack); });
}

void ReviewPage::makeFoot()
{
    m_noticeText = look::sentence({}, "small"_L1);
    m_noticeText->setObjectName(u"reviewNotice"_s);
    m_undo = smallButton(tr("Undo"), "bar"_L1, u"reviewUndo"_s, tr("Make the files what they were before this"));
    m_undo->setFixedHeight(26);
    m_keepAll = smallButton(tr("Keep all"), "secondary"_L1, u"reviewKeepAll"_s, tr("Every change stays"));
    m_revertAll =
        smallButton(tr("Revert all"), "danger"_L1, u"reviewRevertAll"_s, tr("Take back all that this turn changed"));
    m_go = smallButton(tr("Go back to this"), "primary"_L1, u"reviewGo"_s, {});
    auto* row = new QHBoxLayout;
    row->setContentsMargins(16, 8, 12, 8);
    row->setSpacing(8);
    row->addWidget(m_noticeText, 1);
    for (auto* button : {m_undo, m_keepAll, m_revertAll, m_go})
        row->addWidget(button);
    auto* frame = new QFrame;
    frame->setObjectName(u"reviewFoot"_s);
    frame->setLayout(row);
    layout()->addWidget(frame);
    connect(m_undo, &QPushButton::clicked, this, &ReviewPage::undoLast);
    connect(m_keepAll, &QPushButton::clicked, this, &ReviewPage::keepAll);
    connect(m_revertAll, &QPushButton::clicked, this, &ReviewPage::revertAll);
    connect(m_go, &QPushButton::clicked, this, &ReviewPage::goThere);
}

void ReviewPage::makeKeys()
{
    const auto key = [this](const QKeySequence& keys, auto call) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, call);
    };
    key(Qt::Key_N, [this] { step(1); });
    key(Qt::Key_P, [this] { step(-1); });
    key(Qt::Key_K, [this] { keepHunk(m_diff->hunk()); });
    key(Qt::Key_R, [this] {
        const auto hunk = m_diff->hunk();
        if (m_file && m_file->review && hunk >= 0)
            moveHunk(hunk, m_file->review->hunks()[hunk].state == kalpana::review::Hunk::State::Reverted
                               ? Direction::PutBack
                               : Direction::Revert);
    });
    key(Qt::SHIFT | Qt::Key_R, [this] { moveFile(); });
    key(Qt::Key_S, [this] { m_layoutButton->toggle(); });
    key(Qt::Key_Escape, [this] {
        leave();
        Q_EMIT closeRequested();
    });
}

void ReviewPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const auto wanted = width() < narrow ? Qt::Vertical : Qt::Horizontal;
    if (m_split->orientation() == wanted)
        return;
    m_split->setOrientation(wanted);
    m_split->setSizes(wanted == Qt::Vertical ? QList{130, 600} : QList{250, 750});
}

} // namespace kalpana::desktop::review
