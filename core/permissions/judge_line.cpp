#include "core/permissions/judge_command.h"
#include "core/permissions/shell_parser.h"
#include "core/permissions/unwrap.h"
#include "core/permissions/words.h"

#include <array>

namespace kalpana::permissions {

namespace {

/// How much a reason weighs: what is named when several commands of a line are not allowed, and what beats what.
int weight(const Reason& reason)
{
    switch (reason.why) {
    case Why::PolicyDenies:
        return 9;
    case Why::RuleDenies:
        return 8;
    case Why::PolicyAsks:
        return 7;
    case Why::IsDangerous:
        return 6;
    case Why::IsDoubtful:
        return 5;
    case Why::IsNotUnderstood:
        return 4;
    case Why::RuleMayDeny:
        return 3;
    case Why::RuleAsks:
        return 2;
    case Why::NoRule:
    case Why::Outside:
    case Why::NoWebAddress:
    case Why::NearHost:
        return 1;
    case Why::ReadsInside:
    case Why::RuleAllows:
    case Why::LineAllowed:
        return 0;
    }
    return 0;
}

bool isHarmlessVariable(std::string_view name)
{
    constexpr auto names = std::to_array<std::string_view>(
        {"LANG", "LANGUAGE", "TZ", "CI", "DEBUG", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "TERM", "COLUMNS", "LINES",
         "NODE_ENV", "RUST_BACKTRACE", "RUST_LOG", "VERBOSE", "V", "DEBIAN_FRONTEND", "QT_QPA_PLATFORM", "JOBS"});
    return isOneOf(name, names) || name.starts_with("LC_");
}

/// Assignments alone change what later words are, which then are not known; in front of a command they reach it.
bool areHarmless(const ShellCommand& command)
{
    return std::ranges::all_of(command.assignments, [&](const Assignment& assignment) {
        const bool lower = std::ranges::none_of(assignment.name, [](char c) { return c >= 'A' && c <= 'Z'; });
        return isHarmlessVariable(assignment.name) || (command.words.empty() && lower);
    });
}

/// Does nothing that anybody has to allow, whatever its words become.
bool isNeutral(const ShellCommand& command, const FolderPlace& place)
{
    if (!areHarmless(command))
        return false;
    if (command.words.empty())
        return true;
    if (!command.words[0].known)
        return false;
    const std::string_view name = command.words[0].text;
    const auto arguments = std::span(command.words).subspan(1);
    constexpr std::array<std::string_view, 10> always{":",     "true",     "false", "exit", "return",
                                                      "break", "continue", "shift", "pwd",  "wait"};
    if (isOneOf(name, always))
        return !hasUnknown(arguments);
    if (name == "echo")
        return true;
    if (name == "cd")
        return arguments.size() == 1 && place.where(arguments[0]) == FolderPlace::Where::Inside;
    if (name == "printf")
        return !arguments.empty() && arguments[0].known && !arguments[0].text.starts_with('-');
    if (name == "test" || name == "[")
        return !arguments.empty() && arguments[0].known && !hasText(arguments, "-v") && !hasText(arguments, "-R");
    if (name == "set")
        return std::ranges::all_of(arguments, [](const Word& word) {
            return word.known &&
                   (word.text == "pipefail" || (word.text.starts_with('-') && word.text.size() < 6 &&
                                                word.text.find_first_not_of("euxo", 1) == std::string::npos));
        });
    return false;
}

/// Writing by redirection is writing the file.
std::optional<Reason> judgeRedirections(const ShellCommand& command, const FolderPlace& place, const RuleSet& rules,
                                        const Surroundings& surroundings)
{
    for (const auto& redirection : command.redirections) {
        const auto& target = redirection.target;
        const bool channel = redirection.op.ends_with('&') &&
                             target.text.find_first_not_of("0123456789-") == std::string::npos && target.known;
        const bool device = target.known && (target.text == "/dev/null" || target.text == "/dev/stdout" ||
                                             target.text == "/dev/stderr" || target.text == "/dev/tty");
        if (channel || device || redirection.op.starts_with("<<") || target.source.starts_with("<(") ||
            target.source.starts_with(">("))
            continue;
        if (place.where(target) != FolderPlace::Where::Inside || target.glob)
            return Reason{.why = Why::Outside, .what = target.source};
        for (const auto& path : place.inside(target.text)) {
            const auto verdict = judgePath({redirection.writes() ? "write" : "read", path}, rules, surroundings);
            if (verdict.decision != Decision::Allow)
                return verdict.reason;
        }
    }
    return std::nullopt;
}

Decision decisionOf(const Reason& reason)
{
    return reason.why == Why::PolicyDenies || reason.why == Why::RuleDenies ? Decision::Deny
           : weight(reason) > 0                                             ? Decision::Ask
                                                                            : Decision::Allow;
}

class LineJudge final {
public:
    LineJudge(const std::string& line, const RuleSet& rules, const Surroundings& surroundings)
        : m_line(line), m_rules(rules), m_surroundings(surroundings), m_applicable(rules, "run", surroundings),
          m_place(surroundings.folder)
    {
    }

    Verdict judge()
    {
        auto parsed = parseShell(m_line);
        unwrap(parsed);
        Verdict verdict{.reason = {.why = Why::NoRule, .what = m_line}, .problem = parsed.problem};
        for (auto& command : parsed.commands) {
            verdict.commands.push_back(judge(std::move(command)));
            if (const auto& words = verdict.commands.back().command.words; !words.empty() && words[0].known)
                follow(words);
        }
        weigh(verdict);
        return verdict;
    }

private:
    /// Where the commands that follow stand.
    void follow(const std::vector<Word>& words)
    {
        const auto name = baseName(words[0].text);
        if (name == "cd" && words.size() == 2)
            m_place.change(words[1]);
        else if (name == "cd" || name == "pushd" || name == "popd" || name == "chdir")
            m_place.change({.known = false});
    }

    CommandVerdict judge(ShellCommand command)
    {
        CommandVerdict made{.command = std::move(command)};
        consider(made, reasonOfRules(made.command));
        if (auto danger = dangerOf(made.command, m_place))
            consider(made, {.why = Why::IsDangerous, .danger = std::move(danger)});
        if (made.command.doubt)
            consider(made, {.why = Why::IsDoubtful, .doubt = made.command.doubt});
        if (auto redirected = judgeRedirections(made.command, m_place, m_rules, m_surroundings))
            consider(made, *std::move(redirected));
        // What a wrapper runs follows; a neutral command needs no rule.
        made.neutral = made.reason.why == Why::NoRule && (made.command.wraps || isNeutral(made.command, m_place));
        made.decision = made.neutral ? Decision::Allow : decisionOf(made.reason);
        if (made.reason.what.empty())
            made.reason.what = made.command.text();
        return made;
    }

    static void consider(CommandVerdict& made, Reason reason)
    {
        const bool first = made.reason.what.empty() && made.reason.why == Why::NoRule;
        if ((first && weight(reason) == 0) || weight(reason) > weight(made.reason))
            made.reason = std::move(reason);
    }

    Reason reasonOfRules(const ShellCommand& command) const
    {
        Reason reason;
        for (const auto& [rule, policy, pattern] : m_applicable.entries()) {
            if (rule.command.empty())
                continue;
            const auto found =
                rule.decision == Decision::Allow ? allowing(pattern, command) : pattern.stops(command.words);
            if (found == CommandPattern::Match::No ||
                (found == CommandPattern::Match::Perhaps && rule.decision == Decision::Allow))
                continue;
            const Why why = found == CommandPattern::Match::Perhaps ? Why::RuleMayDeny
                            : rule.decision == Decision::Allow      ? Why::RuleAllows
                            : rule.decision == Decision::Deny       ? (policy ? Why::PolicyDenies : Why::RuleDenies)
                                                                    : (policy ? Why::PolicyAsks : Why::RuleAsks);
            if ((why == Why::RuleAllows && reason.why == Why::NoRule) ||
                weight({.why = why}) > std::max(1, weight(reason)))
                reason = {.why = why, .rule = rule};
        }
        return reason;
    }

    /// A variable that it is given may change what it does, so that the pattern is not about it.
    static CommandPattern::Match allowing(const CommandPattern& pattern, const ShellCommand& command)
    {
        return areHarmless(command) ? pattern.allows(command.words) : CommandPattern::Match::No;
    }

    void weigh(Verdict& verdict) const
    {
        const CommandVerdict* heaviest = nullptr;
        bool something = false;
        for (const auto& command : verdict.commands) {
            if (command.decision == Decision::Allow) {
                something = something || !command.neutral;
                if (command.reason.why == Why::RuleAllows && !verdict.reason.rule)
                    verdict.reason.rule = command.reason.rule;
            } else if (!heaviest || weight(command.reason) > weight(heaviest->reason)) {
                heaviest = &command;
            }
        }
        const auto whole = reasonOfLine();
        if (heaviest && weight(heaviest->reason) > std::max(weight(whole), whole.why == Why::LineAllowed ? 6 : 0)) {
            verdict.reason = heaviest->reason;
        } else if (whole.why != Why::NoRule) {
            verdict.reason = whole;
        } else if (verdict.problem) {
            verdict.reason = {.why = Why::IsNotUnderstood, .problem = verdict.problem, .what = m_line};
        } else if (!heaviest && something) {
            verdict.reason.why = Why::RuleAllows;
        } else if (heaviest) {
            verdict.reason = heaviest->reason;
        }
        if (verdict.problem && verdict.reason.why != Why::LineAllowed &&
            weight(verdict.reason) < weight({.why = Why::IsNotUnderstood}))
            verdict.reason = {.why = Why::IsNotUnderstood, .problem = verdict.problem, .what = m_line};
        verdict.decision = decisionOf(verdict.reason);
    }

    /// What the rules say about exactly this line.
    Reason reasonOfLine() const
    {
        Reason reason{.why = Why::NoRule, .what = m_line};
        for (const auto& [rule, policy, pattern] : m_applicable.entries()) {
            if (rule.line.empty() || rule.line != m_line)
                continue;
            const Why why = rule.decision == Decision::Allow  ? Why::LineAllowed
                            : rule.decision == Decision::Deny ? (policy ? Why::PolicyDenies : Why::RuleDenies)
                                                              : (policy ? Why::PolicyAsks : Why::RuleAsks);
            if (reason.why == Why::NoRule || weight({.why = why}) > weight(reason))
                reason = {.why = why, .rule = rule, .what = m_line};
        }
        return reason;
    }

    const std::string& m_line;
    const RuleSet& m_rules;
    const Surroundings& m_surroundings;
    ApplicableRules m_applicable;
    FolderPlace m_place;
};

} // namespace

Verdict judgeLine(const std::string& line, const RuleSet& rules, const Surroundings& surroundings)
{
    return LineJudge(line, rules, surroundings).judge();
}

} // namespace kalpana::permissions
