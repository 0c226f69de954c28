#include "app/desktop/create/field.h"

#include "app/desktop/look/widgets.h"

#include <QLabel>
#include <QVBoxLayout>

namespace kalpana::desktop::create {

using namespace Qt::StringLiterals;

Field::Field(const QString& title, QWidget* input, const QString& hint, QWidget* parent)
    : QWidget(parent), m_input(input), m_hint(hint)
{
    auto* above = look::label(title, "name"_L1);
    above->setBuddy(input);
    input->setAccessibleName(title);
    m_below = look::label({}, "small"_L1);
    m_below->setObjectName(u"problem"_s);
    m_below->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(6);
    column->addWidget(above);
    column->addWidget(input);
    column->addWidget(m_below);
    refresh();
}

void Field::setProblem(const QString& problem)
{
    m_problem = problem;
    refresh();
}

void Field::setHint(const QString& hint)
{
    m_hint = hint;
    refresh();
}

void Field::refresh()
{
    const bool wrong = !m_problem.isEmpty();
    m_below->setText(wrong ? m_problem : m_hint);
    m_input->setAccessibleDescription(m_below->text());
    look::setRole(m_below, wrong ? "error"_L1 : "small"_L1);
    look::setRole(m_input, wrong ? "wrong"_L1 : ""_L1);
}

} // namespace kalpana::desktop::create
