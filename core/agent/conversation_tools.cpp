#include "core/agent/conversation_tools.h"

#include "core/agent/visible_text.h"

#include <QJsonArray>

#include <algorithm>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

UserQuestion questionOf(const QString& callId, const QJsonObject& arguments)
{
    UserQuestion question{
        .callId = callId, .text = visibleText(arguments.value("question"_L1).toString()), .options = {}};
    const auto options = arguments.value("options"_L1).toArray();
    for (const auto& option : options)
        if (const auto text = visibleText(option.toString().simplified());
            !text.isEmpty() && !question.options.contains(text))
            question.options.append(text);
    return question;
}

Result<PlanUpdated> planOf(const QJsonObject& arguments)
{
    PlanUpdated plan;
    const auto steps = arguments.value("steps"_L1).toArray();
    for (const auto& step : steps) {
        const auto state = step["state"_L1].toString();
        plan.steps.append({.text = visibleText(step["text"_L1].toString().simplified()),
                           .state = state == "done"_L1     ? PlanStep::State::Done
                                    : state == "active"_L1 ? PlanStep::State::Active
                                                           : PlanStep::State::Open});
    }
    if (std::ranges::count(plan.steps, PlanStep::State::Active, &PlanStep::state) > 1)
        return failure(ErrorCode::Usage, u"Only one step can be active; the others are open or done."_s);
    return plan;
}

} // namespace kalpana::agent
