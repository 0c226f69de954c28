#include "app/desktop/preferences/limits_page.h"

#include "app/desktop/look/widgets.h"
#include "core/settings/settings.h"

#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

namespace kalpana::desktop::preferences {

using namespace Qt::StringLiterals;

LimitsPage::LimitsPage(const settings::Settings& settings)
    : m_steps(field("steps", shown(settings.value(u"limits.steps"_s)), u"50"_s)),
      m_minutes(field("turnMinutes", shown(settings.value(u"limits.turnMinutes"_s)), tr("No limit"))),
      m_chat(field("chatDollars", shown(settings.value(u"limits.chatDollars"_s)), tr("No limit"))),
      m_day(field("dayDollars", shown(settings.value(u"limits.dayDollars"_s)), tr("No limit"))),
      m_calls(field("callsPerMinute", shown(settings.value(u"limits.callsPerMinute"_s)), tr("No limit")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(10);
    QGridLayout* grid = nullptr;
    column->addWidget(card(grid));
    addRow(*grid, tr("Money for a chat ($)"), m_chat);
    addRow(*grid, tr("Money for a day ($)"), m_day,
           look::label(tr("Over all chats, in the provider's prices. A call that could go beyond it is not made; where "
                          "a model's price is not known, none is made at all."),
                       "small"_L1));
    addRow(*grid, tr("Steps of a turn"), m_steps,
           look::label(tr("How often the model is asked for one message of yours."), "small"_L1));
    addRow(*grid, tr("Minutes of a turn"), m_minutes);
    addRow(*grid, tr("Calls a minute"), m_calls, look::label(tr("Over all chats. The next call waits."), "small"_L1));
    column->addStretch();
}

Checked<Values> LimitsPage::values() const
{
    struct Entry {
        QString key;
        Checked<QJsonValue> value;
    };
    constexpr int mostSteps = 1000;
    constexpr int minutesOfDay = 1440;
    constexpr double cent = 0.01;
    const Entry entries[]{{u"limits.chatDollars"_s, dollarsIn(*m_chat, tr("Money for a chat ($)"), cent)},
                          {u"limits.dayDollars"_s, dollarsIn(*m_day, tr("Money for a day ($)"), cent)},
                          {u"limits.steps"_s, countIn(*m_steps, tr("Steps of a turn"), mostSteps)},
                          {u"limits.turnMinutes"_s, countIn(*m_minutes, tr("Minutes of a turn"), minutesOfDay)},
                          {u"limits.callsPerMinute"_s, countIn(*m_calls, tr("Calls a minute"), mostSteps)}};
    Values values;
    for (const auto& [key, value] : entries) {
        if (!value)
            return std::unexpected(value.error());
        values.append({key, *value});
    }
    return values;
}

} // namespace kalpana::desktop::preferences
