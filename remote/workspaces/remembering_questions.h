#pragma once

#include "remote/ssh/questions.h"

#include <map>

namespace kalpana::workspaces {

/// Asks the user once: a password or passphrase that served is given again when the line must be made anew, from
/// memory, for the life of the open workspace. One that was refused is forgotten. Flow thread.
class RememberingQuestions final : public ssh::Questions {
public:
    explicit RememberingQuestions(ssh::Questions& user) : m_user(user) {}

    Result<bool> acceptHostKey(const ssh::HostKeyQuestion& question, std::stop_token stop) override
    {
        return m_user.acceptHostKey(question, stop);
    }
    Result<Secret> password(const ssh::PasswordQuestion& question, std::stop_token stop) override;
    Result<Secret> passphrase(const ssh::PassphraseQuestion& question, std::stop_token stop) override;

private:
    template <typename Ask>
    Result<Secret> rememberedOr(const QString& key, int attempt, Ask ask);

    ssh::Questions& m_user;
    std::map<QString, Secret> m_answers;
};

} // namespace kalpana::workspaces
