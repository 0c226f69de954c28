#include "app/desktop/home/listed_home.h"

#include "app/desktop/home/workspace_delegate.h"
#include "app/desktop/home/workspace_list.h"
#include "app/desktop/look/icons.h"
#include "app/desktop/look/widgets.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>

namespace kalpana::desktop::home {

using namespace Qt::StringLiterals;
using values::WorkspaceState;

ListedHome::ListedHome(WorkspaceList& workspaces, QWidget* parent) : QWidget(parent), m_workspaces(workspaces)
{
    m_filtered = new QSortFilterProxyModel(this);
    m_filtered->setSourceModel(&workspaces);
    m_filtered->setFilterRole(WorkspaceList::FilterRole);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);

    auto* column = new QWidget;
    column->setMaximumWidth(980);
    auto* inside = new QVBoxLayout(column);
    inside->setContentsMargins(32, 32, 32, 24);
    inside->setSpacing(16);
    inside->addWidget(makeHeader());
    inside->addWidget(makeList(), 1);
    inside->addWidget(makeFooter());
    setFocusProxy(m_view);
    auto* outside = new QHBoxLayout(this);
    outside->setContentsMargins({});
    outside->addStretch(1);
    outside->addWidget(column, 100);
    outside->addStretch(1);

    auto* find = new QAction(this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(find);
    connect(find, &QAction::triggered, this, [this] {
        m_filter->setFocus();
        m_filter->selectAll();
    });
    connect(&workspaces, &QAbstractItemModel::modelReset, this, &ListedHome::refresh);
    connect(&workspaces, &QAbstractItemModel::dataChanged, this, &ListedHome::refresh);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &ListedHome::refresh);
    refresh();
}

QWidget* ListedHome::makeHeader()
{
    auto* header = new QWidget;
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins({});
    row->setSpacing(10);
    m_filter = new QLineEdit;
    m_filter->setObjectName(u"filter"_s);
    m_filter->setPlaceholderText(tr("Filter workspaces"));
    m_filter->setFixedWidth(240);
    m_filter->addAction(look::icon("search"_L1, &look::Colours::faint), QLineEdit::LeadingPosition);
    // Not Qt's own clear button: the first one asks the desktop's icon theme, which takes longer than all of home.
    auto* clear = m_filter->addAction(look::icon("cross"_L1, &look::Colours::muted), QLineEdit::TrailingPosition);
    clear->setToolTip(tr("Clear the filter"));
    clear->setVisible(false);
    connect(clear, &QAction::triggered, m_filter, &QLineEdit::clear);
    connect(m_filter, &QLineEdit::textChanged, clear,
            [clear](const QString& text) { clear->setVisible(!text.isEmpty()); });
    m_filter->installEventFilter(this);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filtered->setFilterFixedString(text);
        m_view->setCurrentIndex(m_filtered->index(0, 0));
        refresh();
    });
    auto* fresh = look::button(tr("New workspace"), "primary"_L1);
    fresh->setObjectName(u"new"_s);
    fresh->setIcon(look::icon("plus"_L1, nullptr));
    connect(fresh, &QPushButton::clicked, this, &ListedHome::newRequested);
    row->addWidget(look::label(tr("Workspaces"), "title"_L1), 1);
    row->addWidget(m_filter);
    row->addWidget(fresh);
    return header;
}

QWidget* ListedHome::makeList()
{
    m_view = new QListView;
    m_view->setObjectName(u"workspaces"_s);
    m_view->setAccessibleName(tr("Workspaces"));
    m_view->setModel(m_filtered);
    m_view->setItemDelegate(new WorkspaceDelegate(m_view));
    m_view->setMouseTracking(true);
    m_view->setUniformItemSizes(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->installEventFilter(this);
    connect(m_view, &QListView::doubleClicked, this, &ListedHome::openChosen);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ListedHome::showMenu);

    auto* nothing = look::label(tr("No workspace matches the filter."), "muted"_L1);
    nothing->setAlignment(Qt::AlignCenter);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_view);
    m_stack->addWidget(nothing);
    return m_stack;
}

QWidget* ListedHome::makeFooter()
{
    auto* footer = new QWidget;
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins({});
    m_open = look::button(tr("Open"), ""_L1);
    m_open->setObjectName(u"open"_s);
    m_stop = look::button(tr("Stop"), ""_L1);
    m_stop->setObjectName(u"stop"_s);
    m_delete = look::button(tr("Delete…"), "danger"_L1);
    m_delete->setObjectName(u"delete"_s);
    connect(m_open, &QPushButton::clicked, this, &ListedHome::openChosen);
    connect(m_stop, &QPushButton::clicked, this, [this] { Q_EMIT stopRequested(chosen()); });
    connect(m_delete, &QPushButton::clicked, this, [this] { Q_EMIT deleteRequested(chosen()); });
    row->addWidget(m_open);
    row->addWidget(m_stop);
    row->addStretch(1);
    row->addWidget(m_delete);
    return footer;
}

QString ListedHome::chosen() const
{
    return m_view->currentIndex().data(WorkspaceList::IdRole).toString();
}

void ListedHome::choose(const QString& id)
{
    for (int row = 0; row < m_filtered->rowCount(); ++row) {
        if (m_filtered->index(row, 0).data(WorkspaceList::IdRole).toString() == id)
            m_view->setCurrentIndex(m_filtered->index(row, 0));
    }
}

void ListedHome::refresh()
{
    const bool none = m_filtered->rowCount() == 0;
    m_stack->setCurrentIndex(none ? 1 : 0);
    if (!none && !m_view->currentIndex().isValid())
        m_view->setCurrentIndex(m_filtered->index(0, 0));
    const auto* row = m_workspaces.find(chosen());
    for (auto* one : {m_open, m_stop, m_delete})
        one->setEnabled(row && row->state != WorkspaceState::Stopping && row->state != WorkspaceState::Deleting);
    if (row && row->state == WorkspaceState::Stopped)
        m_stop->setEnabled(false);
}

void ListedHome::openChosen()
{
    if (const auto id = chosen(); !id.isEmpty())
        Q_EMIT openRequested(id);
}

void ListedHome::showMenu(const QPoint& where)
{
    if (!m_view->indexAt(where).isValid())
        return;
    QMenu menu;
    for (auto* button : {m_open, m_stop, m_delete}) {
        auto* action = menu.addAction(button->text(), button, &QPushButton::click);
        action->setEnabled(button->isEnabled());
    }
    menu.exec(m_view->viewport()->mapToGlobal(where));
}

bool ListedHome::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        openChosen();
        return true;
    }
    if (watched == m_view && key->matches(QKeySequence::Delete) && !chosen().isEmpty()) {
        Q_EMIT deleteRequested(chosen());
        return true;
    }
    // From the filter the arrows move through the list, without leaving the field.
    if (watched == m_filter && (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up)) {
        const int step = key->key() == Qt::Key_Down ? 1 : -1;
        const auto next = m_filtered->index(m_view->currentIndex().row() + step, 0);
        if (next.isValid())
            m_view->setCurrentIndex(next);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace kalpana::desktop::home
