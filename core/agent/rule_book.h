#pragma once

#include "core/agent/chat_store.h"
#include "core/permissions/rule.h"

namespace kalpana::agent {

/// A rule with where it is kept.
struct KeptRule {
    enum class Origin {
        File,    ///< permissions.json of the data folder.
        Answers, ///< The user's answers, and rules for one workspace.
        Policy,  ///< The workspace's own: it can't be changed here.
    };
    permissions::Rule rule;
    Origin origin = Origin::Answers;
    QString chat = {}; ///< The title of the chat that it is for.
    bool operator==(const KeptRule&) const = default;
};

/// All rules that count in a workspace or in one of its chats, to be looked at and changed. Any thread; blocks.
/// Errors: Storage; Config where permissions.json can't be used.
class RuleBook final {
public:
    RuleBook(ChatStore& store, QString dataFolder, QString workspace)
        : m_store(store), m_dataFolder(std::move(dataFolder)), m_workspace(std::move(workspace))
    {
    }

    [[nodiscard]] Result<QList<KeptRule>> rules() const;
    /// For everywhere it goes into permissions.json, which is written anew as a whole; else it is kept for the
    /// workspace. The same rule twice is one.
    [[nodiscard]] Result<void> add(permissions::Rule rule);
    [[nodiscard]] Result<void> remove(const KeptRule& rule);
    /// In one place of the other; a rule of the policy is left alone.
    [[nodiscard]] Result<void> change(const KeptRule& rule, permissions::Rule now);

private:
    ChatStore& m_store;
    QString m_dataFolder;
    QString m_workspace;
};

} // namespace kalpana::agent
