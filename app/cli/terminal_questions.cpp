#include "app/cli/terminal_questions.h"

#include "app/cli/output.h"
#include "app/cli/terminal.h"
#include "core/base/shell_word.h"
#include "core/secrets/keys.h"
#include "core/secrets/secret_store.h"

#include <QCoreApplication>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Questions)
};

} // namespace

/// SSH goes on with the next way to sign in and ends with a sentence of its own: what to do about this one is said now.
std::unexpected<Error> TerminalQuestions::noTerminal(ErrorCode code, const QString& sentence)
{
    m_output.note(sentence);
    return failure(code, sentence);
}

Result<bool> TerminalQuestions::acceptHostKey(const ssh::HostKeyQuestion& question, std::stop_token stop)
{
    auto terminal = Terminal::open();
    if (!terminal)
        return noTerminal(ErrorCode::HostKeyUnknown,
                          Text::tr("The key of %1 is unknown (%2 %3) and there is no terminal to ask on. Run the "
                                   "command in a terminal, or "
                                   "add the key to %4.")
                              .arg(question.host, question.keyType, question.fingerprint, question.file));
    auto text =
        Text::tr("The key of %1 is not known yet.\n  %2 %3").arg(question.host, question.keyType, question.fingerprint);
    if (!question.otherKeys.isEmpty())
        text += u'\n' +
                Text::tr("Other keys of this host are known: %1. Be careful.").arg(question.otherKeys.join(u", "_s));
    m_output.interrupt(text);
    for (;;) {
        const auto answer =
            terminal->askLine(Text::tr("Is it right? It will be added to %1. [yes/no]").arg(question.file), stop);
        if (!answer)
            return std::unexpected(answer.error());
        if (answer->compare("yes"_L1, Qt::CaseInsensitive) == 0)
            return true;
        if (answer->compare("no"_L1, Qt::CaseInsensitive) == 0)
            return false;
    }
}

Result<Secret> TerminalQuestions::password(const ssh::PasswordQuestion& question, std::stop_token stop)
{
    const auto key = secrets::hostPasswordKey(question.host);
    if (question.attempt == 1)
        if (auto kept = m_secrets.read(key); kept && *kept)
            return std::move(**kept);
    auto terminal = Terminal::open();
    if (!terminal)
        return noTerminal(
            ErrorCode::Authentication,
            Text::tr(
                "%1 asks for a password and there is no terminal to ask on. Store it with `kalpanactl secret set %2`.")
                .arg(question.host, shellWord(key)));
    if (question.attempt > 1)
        m_output.interrupt(Text::tr("It was refused."));
    else
        m_output.interrupt({});
    const auto prompt = question.prompt.trimmed().isEmpty()
                            ? Text::tr("Password of %1 on %2:").arg(question.user, question.host)
                            : u"%1: %2"_s.arg(question.host, question.prompt.trimmed());
    return terminal->askSecret(prompt, stop);
}

Result<Secret> TerminalQuestions::passphrase(const ssh::PassphraseQuestion& question, std::stop_token stop)
{
    auto terminal = Terminal::open();
    if (!terminal)
        return noTerminal(
            ErrorCode::Authentication,
            Text::tr("%1 needs a passphrase and there is no terminal to ask on. Add the key to an ssh-agent.")
                .arg(question.file));
    if (question.attempt > 1)
        m_output.interrupt(Text::tr("It was wrong."));
    else
        m_output.interrupt({});
    return terminal->askSecret(Text::tr("Passphrase of %1:").arg(question.file), stop);
}

} // namespace kalpana::cli
