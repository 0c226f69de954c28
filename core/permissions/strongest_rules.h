#pragma once

#include "core/permissions/judge_command.h"

namespace kalpana::permissions {

/// How a rule speaks of what is judged.
enum class Fit {
    None,
    Matches,
    Names, ///< It names just this, without a wildcard.
};

/// Of all rules that fit, the ones that count: in each place the last, but of those that deny the first. nullptr: none.
struct StrongestRules {
    const Rule* denies = nullptr;
    bool policyDenies = false; ///< `denies` is the team's.
    const Rule* policyAsks = nullptr;
    const Rule* names = nullptr; ///< Allows just this.
    const Rule* asks = nullptr;
    const Rule* allows = nullptr;

    /// `fit` tells how a rule fits.
    template <typename FitOf>
    StrongestRules(const ApplicableRules& applicable, FitOf fit)
    {
        for (const auto& [rule, policy, pattern] : applicable.entries())
            if (const Fit found = fit(rule); found != Fit::None)
                take(rule, policy, found);
    }

private:
    void take(const Rule& rule, bool policy, Fit fit)
    {
        if (rule.decision == Decision::Deny && denies == nullptr) {
            denies = &rule;
            policyDenies = policy;
        } else if (rule.decision == Decision::Ask) {
            (policy ? policyAsks : asks) = &rule;
        } else if (rule.decision == Decision::Allow) {
            (fit == Fit::Names ? names : allows) = &rule;
        }
    }
};

/// About something that has a name: a path, a host. Where a rule decides, it is told with the verdict.
[[nodiscard]] inline Verdict verdictOn(const std::string& what, Decision decision, Why why, const Rule* rule = nullptr)
{
    Verdict made{.decision = decision, .reason = {.why = why, .what = what}};
    if (rule != nullptr)
        made.reason.rule = *rule;
    return made;
}

} // namespace kalpana::permissions
