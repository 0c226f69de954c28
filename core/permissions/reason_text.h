#pragma once

#include "core/permissions/verdict.h"

#include <QString>

namespace kalpana::permissions {

/// A sentence for people: why a verdict is what it is, and what gave it away.
[[nodiscard]] QString reasonText(const Reason& reason);
/// The reason's stable name for programs: "rule-allows", "recursive-delete", "unfinished" …
[[nodiscard]] QString reasonCode(const Reason& reason);
/// "allow", "ask", "deny".
[[nodiscard]] QString decisionName(Decision decision);
/// The levels that a command stands in, from the line inwards: "sudo", "$(…)"; empty: the line itself.
[[nodiscard]] QString originText(const std::vector<Step>& from);
/// The rule in a few words: "run git log *".
[[nodiscard]] QString ruleText(const Rule& rule);

} // namespace kalpana::permissions
