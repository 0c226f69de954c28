#include "app/desktop/home/home_page.h"

#include "app/desktop/home/empty_home.h"
#include "app/desktop/home/listed_home.h"
#include "app/desktop/home/workspace_list.h"

#include <QAction>

namespace kalpana::desktop::home {

HomePage::HomePage(WorkspaceList& workspaces, QWidget* parent) : QStackedWidget(parent), m_workspaces(workspaces)
{
    auto* fresh = new QAction(this);
    fresh->setShortcut(QKeySequence::New);
    fresh->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(fresh);
    connect(fresh, &QAction::triggered, this, &HomePage::newRequested);
    connect(&workspaces, &QAbstractItemModel::modelReset, this, &HomePage::refresh);
    if (workspaces.rowCount() > 0)
        refresh(); // else it is not known yet
}

void HomePage::choose(const QString& id)
{
    if (m_listed)
        m_listed->choose(id);
}

void HomePage::refresh()
{
    const bool none = m_workspaces.rowCount() == 0;
    if (none && !m_empty)
        makeEmpty();
    if (!none && !m_listed)
        makeListed();
    auto* page = none ? static_cast<QWidget*>(m_empty) : m_listed;
    setFocusProxy(page);
    setCurrentWidget(page);
}

void HomePage::makeListed()
{
    m_listed = new ListedHome(m_workspaces);
    addWidget(m_listed);
    connect(m_listed, &ListedHome::newRequested, this, &HomePage::newRequested);
    connect(m_listed, &ListedHome::openRequested, this, &HomePage::openRequested);
    connect(m_listed, &ListedHome::stopRequested, this, &HomePage::stopRequested);
    connect(m_listed, &ListedHome::deleteRequested, this, &HomePage::deleteRequested);
}

void HomePage::makeEmpty()
{
    m_empty = new EmptyHome;
    addWidget(m_empty);
    connect(m_empty, &EmptyHome::newRequested, this, &HomePage::newRequested);
}

} // namespace kalpana::desktop::home
