#include "app/desktop/steps/step_row.h"

#include "app/desktop/look/icons.h"
#include "app/desktop/look/spinner.h"
#include "app/desktop/look/widgets.h"
#include "app/desktop/values/readable.h"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QStackedLayout>

namespace kalpana::desktop::steps {

using namespace Qt::StringLiterals;
using provision::StepReport;
using State = StepReport::State;

namespace {

QPixmap markFor(State state, qreal ratio)
{
    const auto& c = look::colours();
    switch (state) {
    case State::Done:
        return look::drawing("check"_L1, c.good, 18, ratio);
    case State::Failed:
        return look::drawing("cross"_L1, c.bad, 18, ratio);
    default:
        return look::drawing("skip"_L1, c.faint, 18, ratio);
    }
}

QString figuresFor(const StepReport& step)
{
    QStringList parts;
    if (step.total > 0 && step.state == State::Running)
        parts << StepRow::tr("%1 of %2").arg(values::readableBytes(step.done), values::readableBytes(step.total));
    else if (step.done > 0)
        parts << values::readableBytes(step.done);
    if (step.state != State::Skipped)
        parts << values::readableSeconds(step.seconds);
    return parts.join(u" · "_s);
}

} // namespace

StepRow::StepRow(QWidget* parent) : QWidget(parent)
{
    auto* sign = new QWidget;
    sign->setFixedSize(18, 18);
    m_sign = new QStackedLayout(sign);
    m_mark = new QLabel;
    m_sign->addWidget(new look::Spinner(18));
    m_sign->addWidget(m_mark);
    m_name = look::label({}, ""_L1);
    m_note = look::label({}, "small"_L1);
    m_note->setWordWrap(true);
    m_figures = look::label({}, "small"_L1);
    m_progress = new QProgressBar;
    m_progress->setTextVisible(false);
    m_progress->setRange(0, 1000);

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 5, 0, 5);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(3);
    grid->setColumnStretch(1, 1);
    grid->addWidget(sign, 0, 0);
    grid->addWidget(m_name, 0, 1);
    grid->addWidget(m_figures, 0, 2);
    grid->addWidget(m_progress, 1, 1, 1, 2);
    grid->addWidget(m_note, 2, 1, 1, 2);
}

void StepRow::showStep(const StepReport& step)
{
    const bool running = step.state == State::Running;
    m_sign->setCurrentIndex(running ? 0 : 1);
    if (!running)
        m_mark->setPixmap(markFor(step.state, devicePixelRatioF()));
    m_name->setText(step.name);
    look::setRole(m_name, step.state == State::Skipped ? "muted"_L1 : ""_L1);
    m_note->setText(step.note);
    m_note->setVisible(!step.note.isEmpty());
    look::setRole(m_note, step.state == State::Failed ? "error"_L1 : "small"_L1);
    m_figures->setText(figuresFor(step));
    m_progress->setVisible(running && step.total > 0);
    if (step.total > 0)
        m_progress->setValue(static_cast<int>(step.done * 1000 / step.total));
    setProperty("state", static_cast<int>(step.state));
    setAccessibleName(step.name);
}

} // namespace kalpana::desktop::steps
