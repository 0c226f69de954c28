#include "core/permissions/strongest_rules.h"
#include "core/permissions/web_place.h"

#include <algorithm>

namespace kalpana::permissions {

Verdict judgeWeb(const Action& action, const RuleSet& rules, const Surroundings& surroundings)
{
    const auto place = webPlace(action.argument);
    if (!place)
        return {.decision = Decision::Deny, .reason = {.why = Why::NoWebAddress, .what = action.argument}};
    const auto verdict = [&place](Decision decision, Why why, const Rule* rule = nullptr) {
        return verdictOn(place->host, decision, why, rule);
    };

    const ApplicableRules applicable(rules, action.tool, surroundings);
    const StrongestRules strongest(applicable, [&place](const Rule& rule) {
        return !matchesWeb(rule.path, *place) ? Fit::None : namesHost(rule.path, *place) ? Fit::Names : Fit::Matches;
    });
    if (strongest.denies)
        return verdict(Decision::Deny, strongest.policyDenies ? Why::PolicyDenies : Why::RuleDenies, strongest.denies);
    if (isNear(*place) && !strongest.names)
        return verdict(Decision::Deny, Why::NearHost);
    if (strongest.policyAsks)
        return verdict(Decision::Ask, Why::PolicyAsks, strongest.policyAsks);
    if (strongest.names)
        return verdict(Decision::Allow, Why::RuleAllows, strongest.names);
    if (strongest.asks)
        return verdict(Decision::Ask, Why::RuleAsks, strongest.asks);
    if (strongest.allows)
        return verdict(Decision::Allow, Why::RuleAllows, strongest.allows);
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
