#include "core/permissions/glob.h"
#include "core/permissions/judge_command.h"
#include "core/permissions/words.h"

#include <array>

namespace kalpana::permissions {

namespace {

constexpr std::array<std::string_view, 12> readingTools{"read",       "list",       "find",    "search",
                                                        "definition", "references", "status",  "diagnostics",
                                                        "git-status", "git-diff",   "git-log", "diff"};

bool counts(const Rule& rule, const Surroundings& surroundings)
{
    switch (rule.scope) {
    case Scope::Chat:
        return !rule.place.empty() && rule.place == surroundings.chat;
    case Scope::Workspace:
        return !rule.place.empty() && rule.place == surroundings.workspace;
    case Scope::Always:
        return true;
    }
    return false;
}

} // namespace

ApplicableRules::ApplicableRules(const RuleSet& rules, const std::string& tool, const Surroundings& surroundings)
{
    const auto take = [&](const std::vector<Rule>& list, bool policy) {
        for (const auto& rule : list)
            if (rule.tool == tool && counts(rule, surroundings) && !(policy && rule.decision == Decision::Allow))
                m_entries.push_back({rule, policy, CommandPattern(rule.command)});
    };
    take(rules.policy, true);
    take(rules.rules, false);
}

Verdict judgePath(const Action& action, const RuleSet& rules, const Surroundings& surroundings)
{
    const FolderPlace place(surroundings.folder);
    const bool inside = place.where(std::string_view(action.argument)) == FolderPlace::Where::Inside &&
                        !action.argument.starts_with('~');
    const auto path = inside ? place.inside(action.argument).front() : cleanPath(action.argument);
    const bool reads = isOneOf(action.tool, readingTools);
    const auto verdict = [&path](Decision decision, Why why, const Rule* rule = nullptr) {
        Verdict made{.decision = decision, .reason = {.why = why, .what = path}};
        if (rule)
            made.reason.rule = *rule;
        return made;
    };

    const Rule* denies = nullptr;
    const Rule* policyAsks = nullptr;
    const Rule* exact = nullptr;
    const Rule* asks = nullptr;
    const Rule* allows = nullptr;
    bool policyDenies = false;
    const ApplicableRules applicable(rules, action.tool, surroundings);
    for (const auto& [rule, policy, pattern] : applicable.entries()) {
        const bool named = !hasWildcard(rule.path) && cleanPath(rule.path) == path && !rule.path.empty();
        if (!named && !matchesPath(rule.path, path))
            continue;
        if (rule.decision == Decision::Deny && !denies) {
            denies = &rule;
            policyDenies = policy;
        } else if (rule.decision == Decision::Ask) {
            (policy ? policyAsks : asks) = &rule;
        } else if (rule.decision == Decision::Allow) {
            (named ? exact : allows) = &rule;
        }
    }
    if (denies)
        return verdict(Decision::Deny, policyDenies ? Why::PolicyDenies : Why::RuleDenies, denies);
    if (policyAsks)
        return verdict(Decision::Ask, Why::PolicyAsks, policyAsks);
    if (exact)
        return verdict(Decision::Allow, Why::LineAllowed, exact);
    if (!inside)
        return verdict(Decision::Ask, Why::Outside);
    if (!reads && runsByItself(path)) {
        auto made = verdict(Decision::Ask, Why::IsDangerous);
        made.reason.danger = Danger{Danger::Kind::SelfRunning, path};
        return made;
    }
    if (asks)
        return verdict(Decision::Ask, Why::RuleAsks, asks);
    if (allows)
        return verdict(Decision::Allow, Why::RuleAllows, allows);
    return reads ? verdict(Decision::Allow, Why::ReadsInside) : verdict(Decision::Ask, Why::NoRule);
}

Verdict judge(const Action& action, const RuleSet& rules, const Surroundings& surroundings)
{
    if (action.tool == "run")
        return judgeLine(action.argument, rules, surroundings);
    if (action.tool == "fetch")
        return judgeWeb(action, rules, surroundings);
    return judgePath(action, rules, surroundings);
}

} // namespace kalpana::permissions
