#pragma once

#include "core/permissions/command_pattern.h"
#include "core/permissions/verdict.h"

namespace kalpana::permissions {

/// The rules that count for one action in its surroundings, read once.
class ApplicableRules final {
public:
    struct Entry {
        const Rule& rule;
        bool policy;
        CommandPattern pattern; ///< For rules about commands.
    };
    ApplicableRules(const RuleSet& rules, const std::string& tool, const Surroundings& surroundings);

    [[nodiscard]] const std::vector<Entry>& entries() const { return m_entries; }

private:
    std::vector<Entry> m_entries;
};

[[nodiscard]] Verdict judgeLine(const std::string& line, const RuleSet& rules, const Surroundings& surroundings);
[[nodiscard]] Verdict judgePath(const Action& action, const RuleSet& rules, const Surroundings& surroundings);
[[nodiscard]] Verdict judgeWeb(const Action& action, const RuleSet& rules, const Surroundings& surroundings);

} // namespace kalpana::permissions
