#include "app/desktop/steps/steps_view.h"

#include "app/desktop/steps/step_row.h"

#include <QVBoxLayout>

namespace kalpana::desktop::steps {

StepsView::StepsView(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins({});
    m_column->setSpacing(0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void StepsView::showStep(const provision::StepReport& step)
{
    auto*& row = m_rows[step.name];
    if (!row) {
        row = new StepRow;
        row->setObjectName(QStringLiteral("step"));
        m_column->addWidget(row);
    }
    row->showStep(step);
}

void StepsView::clear()
{
    qDeleteAll(m_rows);
    m_rows.clear();
}

} // namespace kalpana::desktop::steps
