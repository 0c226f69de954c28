#include "app/desktop/steps/bring_up_page.h"

#include "app/desktop/look/icons.h"
#include "app/desktop/look/widgets.h"
#include "app/desktop/steps/log_fold.h"
#include "app/desktop/steps/steps_view.h"
#include "app/desktop/values/readable.h"

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace kalpana::desktop::steps {

using namespace Qt::StringLiterals;

BringUpPage::BringUpPage(const QString& name, const QString& host, QWidget* parent)
    : QWidget(parent), m_name(name), m_host(values::hostInSentence(host))
{
    m_title = look::label({}, "title"_L1);
    m_subtitle = look::sentence({}, "muted"_L1);
    m_steps = new StepsView;
    m_log = new LogFold;

    auto* card = new QFrame;
    card->setObjectName(u"card"_s);
    card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto* inCard = new QVBoxLayout(card);
    inCard->setContentsMargins(20, 14, 20, 14);
    inCard->addWidget(m_steps);

    auto* column = new QWidget;
    column->setMaximumWidth(680);
    auto* inside = new QVBoxLayout(column);
    inside->setContentsMargins(32, 40, 32, 24);
    inside->setSpacing(14);
    inside->addWidget(m_title);
    inside->addWidget(m_subtitle);
    inside->addWidget(makeReason());
    inside->addWidget(card);
    inside->addWidget(makeButtons());
    inside->addWidget(m_log);
    inside->addStretch();

    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* centre = new QWidget;
    auto* row = new QHBoxLayout(centre);
    row->setContentsMargins({});
    row->addStretch(1);
    row->addWidget(column, 100);
    row->addStretch(1);
    scroll->setWidget(centre);
    auto* outside = new QVBoxLayout(this);
    outside->setContentsMargins({});
    outside->addWidget(scroll);
    showConnecting();
}

QWidget* BringUpPage::makeReason()
{
    m_reason = new QFrame;
    m_reason->setObjectName(u"reason"_s);
    auto* row = new QHBoxLayout(m_reason);
    row->setContentsMargins(14, 12, 14, 12);
    row->setSpacing(12);
    m_reasonSign = new QLabel;
    m_reasonText = look::sentence({}, ""_L1);
    m_reasonText->setObjectName(u"reasonText"_s);
    row->addWidget(m_reasonSign, 0, Qt::AlignTop);
    row->addWidget(m_reasonText, 1);
    return m_reason;
}

QWidget* BringUpPage::makeButtons()
{
    auto* buttons = new QWidget;
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins({});
    m_retry = look::button(tr("Retry"), "primary"_L1);
    m_retry->setObjectName(u"retry"_s);
    m_showLog = look::button(tr("Log"), ""_L1);
    m_showLog->setObjectName(u"showLog"_s);
    m_leave = look::button(tr("Cancel"), ""_L1);
    m_leave->setObjectName(u"leave"_s);
    row->addWidget(m_retry);
    row->addWidget(m_showLog);
    row->addWidget(m_leave);
    row->addStretch();
    connect(m_retry, &QPushButton::clicked, this, &BringUpPage::retryRequested);
    connect(m_showLog, &QPushButton::clicked, this, &BringUpPage::openLog);
    connect(m_leave, &QPushButton::clicked, this, &BringUpPage::leaveRequested);
    return buttons;
}

void BringUpPage::showStep(const workspaces::StepReport& step)
{
    m_steps->showStep(step);
}

void BringUpPage::appendLog(const QString& line)
{
    m_log->append(line);
}

void BringUpPage::showConnecting()
{
    m_title->setText(tr("Opening %1").arg(m_name));
    m_subtitle->setText(tr("Whatever is there already is kept and used."));
    m_subtitle->show();
    m_reason->hide();
    m_steps->clear();
    m_retry->hide();
    m_showLog->hide();
    m_leave->setText(tr("Cancel"));
}

void BringUpPage::showFailure(const Error& error)
{
    if (!error.detail.isEmpty())
        m_log->append(error.detail);
    m_retry->setText(tr("Retry"));
    showEnd(tr("%1 could not be opened").arg(m_name), error.sentence, true);
}

void BringUpPage::showStopped()
{
    m_retry->setText(tr("Start"));
    showEnd(tr("%1 is stopped").arg(m_name),
            tr("Nothing of it runs on %1. Its files are as you left them.").arg(m_host), false);
}

void BringUpPage::openLog()
{
    m_log->setOpen(true);
}

void BringUpPage::showEnd(const QString& title, const QString& reason, bool bad)
{
    m_title->setText(title);
    m_subtitle->hide();
    m_reasonText->setText(reason);
    const auto tone = bad ? look::Tone::Bad : look::Tone::Neutral;
    m_reasonSign->setPixmap(
        look::drawing(QLatin1StringView(bad ? "alert" : "stop"), look::toneText(tone), 20, devicePixelRatioF()));
    look::setRole(m_reason, QLatin1StringView(bad ? "bad" : "neutral"));
    m_reason->show();
    m_retry->show();
    m_showLog->setVisible(bad);
    m_leave->setText(tr("Back"));
    m_retry->setFocus();
}

} // namespace kalpana::desktop::steps
