#include "core/permissions/judge_command.h"
#include "core/permissions/web_place.h"

#include <algorithm>

namespace kalpana::permissions {

Verdict judgeWeb(const Action& action, const RuleSet& rules, const Surroundings& surroundings)
{
    const auto place = webPlace(action.argument);
    if (!place)
        return {.decision = Decision::Deny, .reason = {.why = Why::NoWebAddress, .what = action.argument}};
    const auto verdict = [&place](Decision decision, Why why, const Rule* rule = nullptr) {
        Verdict made{.decision = decision, .reason = {.why = why, .what = place->host}};
        if (rule)
            made.reason.rule = *rule;
        return made;
    };

    const Rule* denies = nullptr;
    const Rule* policyAsks = nullptr;
    const Rule* names = nullptr;
    const Rule* asks = nullptr;
    const Rule* allows = nullptr;
    bool policyDenies = false;
    const ApplicableRules applicable(rules, action.tool, surroundings);
    for (const auto& [rule, policy, pattern] : applicable.entries()) {
        if (!matchesWeb(rule.path, *place))
            continue;
        if (rule.decision == Decision::Deny && !denies) {
            denies = &rule;
            policyDenies = policy;
        } else if (rule.decision == Decision::Ask) {
            (policy ? policyAsks : asks) = &rule;
        } else if (rule.decision == Decision::Allow) {
            (namesHost(rule.path, *place) ? names : allows) = &rule;
        }
    }
    if (denies)
        return verdict(Decision::Deny, policyDenies ? Why::PolicyDenies : Why::RuleDenies, denies);
    if (isNear(*place) && !names)
        return verdict(Decision::Deny, Why::NearHost);
    if (policyAsks)
        return verdict(Decision::Ask, Why::PolicyAsks, policyAsks);
    if (names)
        return verdict(Decision::Allow, Why::RuleAllows, names);
    if (asks)
        return verdict(Decision::Ask, Why::RuleAsks, asks);
    if (allows)
        return verdict(Decision::Allow, Why::RuleAllows, allows);
    return verdict(Decision::Ask, Why::NoRule);
}

bool isHostNamed(const std::string& address, const RuleSet& rules, const Surroundings& surroundings)
{
    const auto place = webPlace(address);
    if (!place)
        return false;
    const ApplicableRules applicable(rules, "fetch", surroundings);
    return std::ranges::any_of(applicable.entries(), [&](const ApplicableRules::Entry& entry) {
        return entry.rule.decision == Decision::Allow && namesHost(entry.rule.path, *place);
    });
}

} // namespace kalpana::permissions
