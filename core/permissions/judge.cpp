#include "core/permissions/glob.h"
#include "core/permissions/strongest_rules.h"
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
        return verdictOn(path, decision, why, rule);
    };

    const ApplicableRules applicable(rules, action.tool, surroundings);
    const StrongestRules strongest(applicable, [&path](const Rule& rule) {
        const bool names = !rule.path.empty() && !hasWildcard(rule.path) && cleanPath(rule.path) == path;
        return names ? Fit::Names : matchesPath(rule.path, path) ? Fit::Matches : Fit::None;
    });
    if (strongest.denies)
        return verdict(Decision::Deny, strongest.policyDenies ? Why::PolicyDenies : Why::RuleDenies, strongest.denies);
    if (strongest.policyAsks)
        return verdict(Decision::Ask, Why::PolicyAsks, strongest.policyAsks);
    if (strongest.names)
        return verdict(Decision::Allow, Why::LineAllowed, strongest.names);
    if (!inside)
        return verdict(Decision::Ask, Why::Outside);
    if (!reads && runsByItself(path)) {
        auto made = verdict(Decision::Ask, Why::IsDangerous);
        made.reason.danger = Danger{Danger::Kind::SelfRunning, path};
        return made;
    }
    if (strongest.asks)
        return verdict(Decision::Ask, Why::RuleAsks, strongest.asks);
    if (strongest.allows)
        return verdict(Decision::Allow, Why::RuleAllows, strongest.allows);
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
