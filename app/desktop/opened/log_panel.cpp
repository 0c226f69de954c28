#include "app/desktop/opened/log_panel.h"

#include "app/desktop/look/icons.h"
#include "app/desktop/look/widgets.h"
#include "app/desktop/steps/log_fold.h"
#include "app/desktop/values/readable.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>

namespace kalpana::desktop::opened {

using namespace Qt::StringLiterals;
using State = provision::StepReport::State;

namespace {

constexpr qsizetype mostLines = 2000;
constexpr qsizetype mostHostText = 200'000;

QPushButton* iconButton(QLatin1StringView drawing, const QString& name)
{
    auto* button = look::button({}, "quiet"_L1);
    button->setIcon(look::icon(drawing, &look::Colours::muted));
    button->setToolTip(name);
    button->setAccessibleName(name);
    return button;
}

} // namespace

LogPanel::LogPanel(const QString& host, QWidget* parent) : QFrame(parent), m_host(values::hostInSentence(host))
{
    setObjectName(u"logPanel"_s);
    auto* again = iconButton("refresh"_L1, tr("Read the log again"));
    again->setObjectName(u"logRefresh"_s);
    auto* away = iconButton("cross"_L1, tr("Close the log"));
    away->setObjectName(u"logClose"_s);
    m_text = steps::makeLogText();
    m_text->setFixedHeight(240);
    auto* head = new QHBoxLayout;
    head->addWidget(look::label(tr("Log"), "name"_L1));
    head->addStretch();
    head->addWidget(again);
    head->addWidget(away);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 6, 8, 8);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(m_text);
    connect(again, &QPushButton::clicked, this, &LogPanel::refreshRequested);
    connect(away, &QPushButton::clicked, this, &LogPanel::closeRequested);
}

void LogPanel::append(const QString& line)
{
    m_lines << line;
    if (m_lines.size() > mostLines)
        m_lines.remove(0, m_lines.size() - mostLines);
    refresh();
}

void LogPanel::appendStep(const provision::StepReport& step)
{
    if (step.state == State::Running)
        return;
    auto line = step.state == State::Failed ? tr("Failed: %1").arg(step.name)
                : step.state == State::Skipped
                    ? tr("Not needed: %1").arg(step.name)
                    : tr("Done: %1, %2").arg(step.name, values::readableSeconds(step.seconds));
    if (!step.note.isEmpty())
        line += u" ("_s + step.note + u')';
    append(line);
}

void LogPanel::setHostLog(const QString& text)
{
    m_hostLog = text.trimmed().last(std::min(text.trimmed().size(), mostHostText));
    refresh();
}

void LogPanel::showEvent(QShowEvent* event)
{
    QFrame::showEvent(event);
    refresh();
    m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
}

QString LogPanel::text() const
{
    return m_text->toPlainText();
}

void LogPanel::refresh()
{
    if (!isVisible())
        return; // once it is shown
    auto* bar = m_text->verticalScrollBar();
    const auto before = bar->value();
    const bool isAtEnd = before >= bar->maximum();
    auto text = m_lines.join(u'\n');
    if (!m_hostLog.isEmpty())
        text += u"\n\n"_s + tr("code-server on %1:").arg(m_host) + u'\n' + m_hostLog;
    m_text->setPlainText(text);
    bar->setValue(isAtEnd ? bar->maximum() : before);
}

} // namespace kalpana::desktop::opened
