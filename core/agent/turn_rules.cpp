#include "core/agent/turn_rules.h"

#include "core/permissions/rule_text.h"

#include <QCoreApplication>

namespace kalpana::agent {

Result<void> TurnRules::readPolicy(const std::stop_token& stop)
{
    const auto file = m_context.tools.read(policyPath, stop);
    if (!file)
        return file.error().code == ErrorCode::NotFound ? Result<void>() : std::unexpected(file.error());
    const auto rules = permissions::rulesFromJson(file->text.toUtf8(), permissions::RuleSource::Policy);
    if (!rules || file->truncated || file->binary)
        return failure(ErrorCode::Config,
                       QCoreApplication::translate(
                           "Agent", "The policy %1 of this workspace can't be used. %2 Mend it, then go on.")
                           .arg(policyPath, rules ? QString() : rules.error().sentence));
    m_policy = *rules;
    return {};
}

Result<permissions::RuleSet> TurnRules::current() const
{
    auto rules = m_context.store.rules(m_context.chat);
    if (!rules)
        return std::unexpected(rules.error());
    permissions::RuleSet all = m_context.rules;
    all.rules.insert(all.rules.end(), rules->begin(), rules->end());
    all.policy.insert(all.policy.end(), m_policy.begin(), m_policy.end());
    return all;
}

permissions::Surroundings TurnRules::surroundings() const
{
    return {.workspace = m_context.chat.workspace.toStdString(),
            .chat = m_context.chat.id.toStdString(),
            .folder = m_context.folder.toStdString()};
}

Result<void> TurnRules::keep(Decision decision, std::vector<permissions::Rule> rules)
{
    if (decision == Decision::Once || decision == Decision::No)
        return {};
    for (auto& rule : rules) {
        rule.scope = decision == Decision::Chat     ? permissions::Scope::Chat
                     : decision == Decision::Always ? permissions::Scope::Workspace
                                                    : permissions::Scope::Always;
        rule.place = decision == Decision::Chat     ? surroundings().chat
                     : decision == Decision::Always ? surroundings().workspace
                                                    : std::string();
        if (const auto kept = m_context.store.add(rule); !kept)
            return kept;
    }
    return {};
}

} // namespace kalpana::agent
