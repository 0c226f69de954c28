#include "app/desktop/window/rail.h"

#include "app/desktop/look/icons.h"
#include "app/desktop/window/workspace_button.h"

#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace kalpana::desktop::window {

using namespace Qt::StringLiterals;

namespace {

QToolButton* squareButton(QLatin1StringView drawing, const QString& name)
{
    auto* button = new QToolButton;
    button->setIcon(look::icon(drawing, &look::Colours::muted));
    button->setIconSize({22, 22});
    button->setFixedSize(40, 40);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

Rail::Rail(QMenu& menu, QWidget* parent) : QFrame(parent)
{
    setObjectName(u"rail"_s);
    setFixedWidth(53);
    m_home = squareButton("home"_L1, tr("Home"));
    m_home->setObjectName(u"home"_s);
    m_home->setCheckable(true);
    auto* commands = squareButton("menu"_L1, tr("Menu"));
    commands->setObjectName(u"menu"_s);
    commands->setMenu(&menu);
    commands->setPopupMode(QToolButton::InstantPopup);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 10, 6, 10);
    column->setSpacing(6);
    column->addWidget(m_home);
    m_workspaces = new QVBoxLayout;
    m_workspaces->setSpacing(6);
    column->addLayout(m_workspaces);
    column->addStretch();
    column->addWidget(commands);
    connect(m_home, &QToolButton::clicked, this, &Rail::homeRequested);
}

void Rail::add(const values::WorkspaceRow& row)
{
    auto*& button = m_buttons[row.id];
    if (button)
        return;
    button = new WorkspaceButton(row);
    m_workspaces->addWidget(button);
    connect(button, &QToolButton::clicked, this, [this, id = row.id] { Q_EMIT workspaceRequested(id); });
}

void Rail::remove(const QString& id)
{
    if (auto* button = m_buttons.take(id))
        button->deleteLater();
}

void Rail::setState(const QString& id, values::WorkspaceState state)
{
    if (auto* button = m_buttons.value(id))
        button->setState(state);
}

void Rail::setCurrent(const QString& id)
{
    m_home->setChecked(id.isEmpty());
    for (const auto& [key, button] : m_buttons.asKeyValueRange())
        button->setChecked(key == id);
}

} // namespace kalpana::desktop::window
