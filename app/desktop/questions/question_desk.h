#pragma once

#include "remote/ssh/questions.h"
#include "remote/workspaces/program_questions.h"

#include <QObject>
#include <QPointer>

#include <functional>

class QDialog;
class QWidget;

namespace kalpana::secrets {
class SecretStore;
}

namespace kalpana::desktop::questions {

/// Asks the user what a connection needs to know, and what programs on the hosts ask. Called on flow threads, which
/// wait; the dialogs live on the GUI thread, modal to the window, one after the other. A stop takes the dialog away
/// again. A password of a host that is in the keychain is not asked for; a login for a program there is filled in, but
/// never given away without a look at who asks.
class QuestionDesk final : public QObject, public ssh::Questions, public workspaces::ProgramQuestions {
    Q_OBJECT
public:
    explicit QuestionDesk(secrets::SecretStore& secrets);

    /// Above which window; without one the dialogs stand by themselves. GUI thread.
    void setWindow(QWidget* window) { m_window = window; }

    Result<bool> acceptHostKey(const ssh::HostKeyQuestion& question, std::stop_token stop) override;
    Result<Secret> password(const ssh::PasswordQuestion& question, std::stop_token stop) override;
    Result<Secret> passphrase(const ssh::PassphraseQuestion& question, std::stop_token stop) override;
    Result<workspaces::ProgramAnswer> answer(const workspaces::ProgramQuestion& question,
                                             std::stop_token stop) override;

private:
    struct Answer {
        bool accepted = false;
        bool keep = false;
        QByteArray secret = {};
        QString username = {};
    };
    /// Shows the dialog that `make` makes on the GUI thread and waits for its end; `read` takes the answer out of it
    /// there.
    [[nodiscard]] Result<Answer> ask(std::function<QDialog*(QWidget*)> make, std::function<Answer(QDialog&)> read,
                                     const std::stop_token& stop);

    secrets::SecretStore& m_secrets;
    QPointer<QWidget> m_window;
};

} // namespace kalpana::desktop::questions
