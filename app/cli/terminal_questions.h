#pragma once

#include "remote/ssh/questions.h"

namespace kalpana::secrets {
class SecretStore;
}

namespace kalpana::cli {

class Output;

/// Answers SSH's questions from the keychain (host/NAME/password) and else asks on the terminal. Without a terminal an
/// answer is an error that says what to do instead.
class TerminalQuestions final : public ssh::Questions {
public:
    TerminalQuestions(Output& output, secrets::SecretStore& secrets) : m_output(output), m_secrets(secrets) {}

    Result<bool> acceptHostKey(const ssh::HostKeyQuestion& question, std::stop_token stop) override;
    Result<Secret> password(const ssh::PasswordQuestion& question, std::stop_token stop) override;
    Result<Secret> passphrase(const ssh::PassphraseQuestion& question, std::stop_token stop) override;

private:
    [[nodiscard]] std::unexpected<Error> noTerminal(ErrorCode code, const QString& sentence);
    Output& m_output;
    secrets::SecretStore& m_secrets;
};

} // namespace kalpana::cli
