#include "core/agent/rule_book.h"

#include "core/permissions/rule_text.h"

#include <QHash>

#include <algorithm>

namespace kalpana::agent {

using permissions::Rule;
using permissions::Scope;

Result<QList<KeptRule>> RuleBook::rules() const
{
    const auto file = permissions::userRules(m_dataFolder);
    if (!file)
        return std::unexpected(file.error());
    const auto answers = m_store.rulesOf(m_workspace);
    if (!answers)
        return std::unexpected(answers.error());
    const auto chats = m_store.chats(m_workspace);
    if (!chats)
        return std::unexpected(chats.error());
    QHash<QString, QString> titles;
    for (const auto& chat : *chats)
        titles.insert(chat.id, chat.title);
    QList<KeptRule> all;
    for (const auto& rule : file->rules)
        all.append({rule, KeptRule::Origin::File});
    for (const auto& rule : *answers)
        all.append({rule, KeptRule::Origin::Answers,
                    rule.scope == Scope::Chat ? titles.value(QString::fromStdString(rule.place)) : QString()});
    return all;
}

Result<void> RuleBook::add(Rule rule)
{
    if (rule.scope == Scope::Workspace)
        rule.place = m_workspace.toStdString();
    if (rule.scope != Scope::Always)
        return m_store.add(rule);
    rule.place.clear();
    auto file = permissions::userRules(m_dataFolder);
    if (!file)
        return std::unexpected(file.error());
    if (std::ranges::find(file->rules, rule) != file->rules.end())
        return {};
    file->rules.push_back(std::move(rule));
    return permissions::writeUserRules(m_dataFolder, file->rules);
}

Result<void> RuleBook::remove(const KeptRule& rule)
{
    if (rule.origin == KeptRule::Origin::Policy)
        return {};
    if (rule.origin == KeptRule::Origin::Answers)
        return m_store.remove(rule.rule);
    auto file = permissions::userRules(m_dataFolder);
    if (!file)
        return std::unexpected(file.error());
    std::erase(file->rules, rule.rule);
    return permissions::writeUserRules(m_dataFolder, file->rules);
}

Result<void> RuleBook::change(const KeptRule& rule, Rule now)
{
    if (rule.origin == KeptRule::Origin::Policy || rule.rule == now)
        return {};
    // First the new one: what comes in the way leaves one rule too many rather than none that denies.
    return add(std::move(now)).and_then([&] { return remove(rule); });
}

} // namespace kalpana::agent
