#pragma once

#include "core/agent/turn.h"

namespace kalpana::agent {

/// What one turn may do: the user's rules, those kept in the store, and the policy of the workspace.
class TurnRules final {
public:
    /// The context outlives this.
    explicit TurnRules(const TurnContext& context) : m_context(context) {}

    /// The workspace's own policy (policyPath) can only tighten, so that it needs no trust. Config where it can't be
    /// used.
    [[nodiscard]] Result<void> readPolicy(const std::stop_token& stop);
    /// Read anew for each call: another chat of this workspace may have been answered meanwhile.
    [[nodiscard]] Result<permissions::RuleSet> current() const;
    /// What decides which of them count.
    [[nodiscard]] permissions::Surroundings surroundings() const;
    /// Makes rules of an answer that is for more than once.
    [[nodiscard]] Result<void> keep(Decision decision, std::vector<permissions::Rule> rules);

private:
    const TurnContext& m_context;
    std::vector<permissions::Rule> m_policy;
};

} // namespace kalpana::agent
