#include "remote/workspaces/remembering_questions.h"

namespace kalpana::workspaces {

using namespace Qt::StringLiterals;

template <typename Ask>
Result<Secret> RememberingQuestions::rememberedOr(const QString& key, int attempt, Ask ask)
{
    if (attempt > 1)
        m_answers.erase(key);
    else if (const auto known = m_answers.find(key); known != m_answers.end())
        return known->second.clone();
    auto answer = ask();
    if (answer)
        m_answers.insert_or_assign(key, answer->clone());
    return answer;
}

Result<Secret> RememberingQuestions::password(const ssh::PasswordQuestion& question, std::stop_token stop)
{
    return rememberedOr(u"password "_s + question.user + u'@' + question.host + u' ' + question.prompt,
                        question.attempt, [&] { return m_user.password(question, stop); });
}

Result<Secret> RememberingQuestions::passphrase(const ssh::PassphraseQuestion& question, std::stop_token stop)
{
    return rememberedOr(u"passphrase "_s + question.file, question.attempt,
                        [&] { return m_user.passphrase(question, stop); });
}

} // namespace kalpana::workspaces
