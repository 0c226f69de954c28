#pragma once

#include "remote/ssh/questions.h"

#include <QList>

namespace kalpana::test {

/// A user at the keyboard: answers as told, and remembers what was asked.
class Answers final : public ssh::Questions {
public:
    bool acceptsHostKeys = false;
    QList<QByteArray> passwords; ///< One for each question; then none.
    QList<QByteArray> passphrases;

    QList<ssh::HostKeyQuestion> hostKeyQuestions;
    QList<ssh::PasswordQuestion> passwordQuestions;
    QList<ssh::PassphraseQuestion> passphraseQuestions;

    Result<bool> acceptHostKey(const ssh::HostKeyQuestion& question, std::stop_token) override
    {
        hostKeyQuestions << question;
        return acceptsHostKeys;
    }
    Result<Secret> password(const ssh::PasswordQuestion& question, std::stop_token) override
    {
        passwordQuestions << question;
        return next(passwords);
    }
    Result<Secret> passphrase(const ssh::PassphraseQuestion& question, std::stop_token) override
    {
        passphraseQuestions << question;
        return next(passphrases);
    }

private:
    static Result<Secret> next(QList<QByteArray>& from)
    {
        if (from.isEmpty())
            return failure(ErrorCode::Authentication, QStringLiteral("Nobody is there to answer."));
        return Secret(from.takeFirst());
    }
};

} // namespace kalpana::test
