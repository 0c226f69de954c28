#include "app/desktop/opened/status_line.h"

#include "app/desktop/look/widgets.h"
#include "app/desktop/session/readings.h"
#include "app/desktop/values/readable.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace kalpana::desktop::opened {

using namespace Qt::StringLiterals;

StatusLine::StatusLine(const QString& host, const QString& folder, QWidget* parent) : QFrame(parent)
{
    setObjectName(u"statusLine"_s);
    m_dot = new QLabel;
    m_word = look::label({}, "small"_L1);
    m_figures = look::label({}, "small"_L1);
    m_figures->setObjectName(u"figures"_s);
    auto* where = look::label(values::readableHost(host) + u" · "_s + folder, "small"_L1);
    m_terminals = look::button(tr("Terminal"), "bar"_L1);
    m_terminals->setObjectName(u"openTerminals"_s);
    m_terminals->setCheckable(true);
    m_terminals->setToolTip(tr("Shows or hides the terminals on the workspace's host"));
    connect(m_terminals, &QPushButton::toggled, this, &StatusLine::terminalsToggled);
    m_log = look::button(tr("Log"), "bar"_L1);
    m_log->setObjectName(u"openLog"_s);
    m_log->setCheckable(true);
    m_log->setToolTip(tr("Shows or hides the log of this workspace"));
    connect(m_log, &QPushButton::toggled, this, &StatusLine::logToggled);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 12, 5);
    row->setSpacing(6);
    row->addWidget(m_dot);
    row->addWidget(m_word);
    row->addWidget(m_figures);
    row->addStretch();
    row->addWidget(where);
    row->addSpacing(6);
    row->addWidget(m_terminals);
    row->addWidget(m_log);
    refresh();
}

void StatusLine::setState(values::WorkspaceState state)
{
    m_state = state;
    if (state != values::WorkspaceState::Running)
        m_figures->clear();
    refresh();
}

void StatusLine::setMetrics(const workspaces::Metrics& metrics)
{
    if (m_state == values::WorkspaceState::Running)
        m_figures->setText(u"· "_s + session::readableMetrics(metrics));
}

void StatusLine::setLog(bool offered, bool open)
{
    m_log->setVisible(offered);
    m_log->setChecked(open);
}

void StatusLine::setTerminals(bool offered, bool open)
{
    m_terminals->setVisible(offered);
    m_terminals->setChecked(open);
}

QString StatusLine::text() const
{
    return m_figures->text().isEmpty() ? m_word->text() : m_word->text() + u' ' + m_figures->text();
}

void StatusLine::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh();
}

void StatusLine::refresh()
{
    m_word->setText(values::wordFor(m_state));
    const auto ratio = devicePixelRatioF();
    QPixmap dot(QSize(8, 8) * ratio);
    dot.setDevicePixelRatio(ratio);
    dot.fill(Qt::transparent);
    QPainter painter(&dot);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(look::toneText(values::toneFor(m_state)));
    painter.drawEllipse(0, 0, 8, 8);
    painter.end();
    m_dot->setPixmap(dot);
}

} // namespace kalpana::desktop::opened
