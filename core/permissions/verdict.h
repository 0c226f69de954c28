#pragma once

#include "core/permissions/danger.h"
#include "core/permissions/rule.h"
#include "core/permissions/shell_command.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kalpana::permissions {

/// What is to be done: a tool and its one argument, a command line for "run", an address for "fetch", else a path as
/// the workspace's tools take it (relative to its folder, or absolute).
struct Action {
    std::string tool;
    std::string argument;
};

/// Why a verdict is what it is.
enum class Why : std::uint8_t {
    ReadsInside, ///< Reading inside the workspace needs no rule.
    RuleAllows,  ///< For a command line: each of its commands is allowed by a rule, or does nothing.
    RuleAsks,
    RuleDenies,
    PolicyAsks,
    PolicyDenies,
    RuleMayDeny, ///< An expansion decides whether a rule that denies or asks is about it.
    LineAllowed, ///< Exactly this command line, or exactly this path, was allowed.
    NoRule,
    Outside,      ///< The path is not inside the workspace.
    NoWebAddress, ///< Neither http nor https, or with a user's name in it.
    NearHost,     ///< On this computer or in a network that is not public, and no rule names the very host.
    IsDangerous,
    IsDoubtful,
    IsNotUnderstood,
};

/// The reason of a verdict, with what it names. reason_text.h has the sentence.
struct Reason {
    Why why = Why::NoRule;
    std::optional<Rule> rule = {};
    std::optional<Danger> danger = {};
    std::optional<Doubt> doubt = {};
    std::optional<ParseProblem> problem = {};
    std::string what = {}; ///< The command or path that it is about.
};

/// One simple command of a line and what is to be said about it alone.
struct CommandVerdict {
    ShellCommand command;
    Decision decision = Decision::Ask;
    bool neutral = false; ///< Does nothing that needs to be allowed: cd within the workspace, true, echo.
    Reason reason = {};
};

struct Verdict {
    Decision decision = Decision::Ask;
    Reason reason;
    std::vector<CommandVerdict> commands = {}; ///< Of a command line.
    std::optional<ParseProblem> problem = {};
};

/// The verdict on an action. In this order: a rule that denies; a policy that asks; exactly this allowed; what is
/// dangerous, doubtful or not understood; a rule that asks; a rule that allows; reading inside the workspace; else ask.
/// Every simple command of a line must be allowed for the line to be. Nothing is looked up or run: any thread, in time
/// about linear in the line and the rules.
[[nodiscard]] Verdict judge(const Action& action, const RuleSet& rules, const Surroundings& surroundings);

/// Whether a rule that allows to fetch names the very host of an address: only then it may be this computer's, or that
/// of a network which is not public.
[[nodiscard]] bool isHostNamed(const std::string& address, const RuleSet& rules, const Surroundings& surroundings);

} // namespace kalpana::permissions
