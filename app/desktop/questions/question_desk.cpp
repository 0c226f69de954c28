#include "app/desktop/questions/question_desk.h"

#include "app/desktop/questions/host_key_dialog.h"
#include "app/desktop/questions/program_dialog.h"
#include "app/desktop/questions/secret_dialog.h"
#include "core/secrets/keys.h"
#include "core/secrets/secret_store.h"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace kalpana::desktop::questions {

namespace {

Error cancelled()
{
    return {.code = ErrorCode::Cancelled,
            .sentence = QuestionDesk::tr("You cancelled the question, so nothing was connected.")};
}

/// In the keychain a login is its name, a line end, and its password.
Secret storedAs(const workspaces::ProgramAnswer& login)
{
    auto bytes = login.username.toUtf8() + '\n';
    const auto secret = login.secret.reveal();
    bytes.append(secret.data(), static_cast<qsizetype>(secret.size()));
    return Secret(std::move(bytes));
}

/// Nothing where it is another's than the one that is asked for.
workspaces::ProgramAnswer loginOf(const Secret& stored, const QString& askedFor)
{
    const auto text = stored.reveal();
    const auto end = text.find('\n');
    const auto name = QString::fromUtf8(text.data(), static_cast<qsizetype>(std::min(end, text.size())));
    if (end == std::string_view::npos || (!askedFor.isEmpty() && name != askedFor))
        return {};
    return {.username = name, .secret = Secret(text.substr(end + 1))};
}

} // namespace

QuestionDesk::QuestionDesk(secrets::SecretStore& secrets) : m_secrets(secrets) {}

Result<QuestionDesk::Answer> QuestionDesk::ask(std::function<QDialog*(QWidget*)> make,
                                               std::function<Answer(QDialog&)> read, const std::stop_token& stop)
{
    struct Exchange {
        std::mutex mutex;
        std::condition_variable_any ended;
        std::optional<Answer> answer;
        QPointer<QDialog> dialog; ///< GUI thread only.
    };
    const auto exchange = std::make_shared<Exchange>();
    QMetaObject::invokeMethod(
        this,
        [this, exchange, make = std::move(make), read = std::move(read)] {
            auto* dialog = make(m_window);
            exchange->dialog = dialog;
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->setWindowModality(Qt::WindowModal);
            connect(dialog, &QDialog::finished, this, [exchange, dialog, read](int result) {
                const std::scoped_lock lock(exchange->mutex);
                exchange->answer = result == QDialog::Accepted ? read(*dialog) : Answer{};
                exchange->ended.notify_all();
            });
            dialog->open();
            dialog->activateWindow();
        },
        Qt::QueuedConnection);
    std::unique_lock lock(exchange->mutex);
    if (exchange->ended.wait(lock, stop, [&] { return exchange->answer.has_value(); })) {
        if (!exchange->answer->accepted)
            return std::unexpected(cancelled());
        return std::move(*exchange->answer);
    }
    QMetaObject::invokeMethod(
        this,
        [exchange] {
            if (exchange->dialog)
                exchange->dialog->close();
        },
        Qt::QueuedConnection);
    return std::unexpected(cancelled());
}

Result<bool> QuestionDesk::acceptHostKey(const ssh::HostKeyQuestion& question, std::stop_token stop)
{
    auto answer = ask([question](QWidget* above) { return new HostKeyDialog(question, above); },
                      [](QDialog&) { return Answer{.accepted = true}; }, stop);
    if (answer)
        return true;
    // Closing the dialog is a "no"; only a stop ends the connecting as such.
    if (!stop.stop_requested())
        return false;
    return std::unexpected(answer.error());
}

Result<Secret> QuestionDesk::password(const ssh::PasswordQuestion& question, std::stop_token stop)
{
    const auto key = secrets::hostPasswordKey(question.host);
    if (question.attempt == 1) {
        if (auto kept = m_secrets.read(key); kept && *kept)
            return std::move(**kept);
    }
    auto answer = ask([question](QWidget* above) { return SecretDialog::forPassword(question, above); },
                      [](QDialog& dialog) {
                          auto& asked = static_cast<SecretDialog&>(dialog);
                          return Answer{.accepted = true, .keep = asked.keep(), .secret = asked.takeSecret()};
                      },
                      stop);
    if (!answer)
        return std::unexpected(answer.error());
    Secret secret(std::move(answer->secret));
    // A wrong one is asked for again, and then replaces this; without a keychain the line keeps it in memory.
    if (answer->keep)
        static_cast<void>(m_secrets.write(key, secret));
    return secret;
}

Result<Secret> QuestionDesk::passphrase(const ssh::PassphraseQuestion& question, std::stop_token stop)
{
    auto answer = ask([question](QWidget* above) { return SecretDialog::forPassphrase(question, above); },
                      [](QDialog& dialog) {
                          return Answer{.accepted = true, .secret = static_cast<SecretDialog&>(dialog).takeSecret()};
                      },
                      stop);
    if (!answer)
        return std::unexpected(answer.error());
    return Secret(std::move(answer->secret));
}

Result<workspaces::ProgramAnswer> QuestionDesk::answer(const workspaces::ProgramQuestion& question,
                                                       std::stop_token stop)
{
    const auto& asked = question.asked;
    const auto key = asked.kind == bridge::client::Question::Kind::Login
                         ? secrets::gitLoginKey(asked.protocol, asked.host)
                         : QString();
    const auto kept = std::make_shared<workspaces::ProgramAnswer>();
    bool wasKept = false;
    if (!key.isEmpty())
        if (const auto stored = m_secrets.read(key); stored && *stored) {
            wasKept = true;
            *kept = loginOf(**stored, asked.username);
        }
    auto answer =
        ask([question, kept](QWidget* above) { return new ProgramDialog(question, *kept, above); },
            [](QDialog& dialog) {
                auto& shown = static_cast<ProgramDialog&>(dialog);
                return Answer{
                    .accepted = true, .keep = shown.keep(), .secret = shown.takeSecret(), .username = shown.username()};
            },
            stop);
    if (!answer)
        return std::unexpected(answer.error());
    workspaces::ProgramAnswer given{.username = answer->username, .secret = Secret(std::move(answer->secret))};
    if (answer->keep)
        static_cast<void>(m_secrets.write(key, storedAs(given)));
    else if (wasKept)
        static_cast<void>(m_secrets.remove(key));
    return given;
}

} // namespace kalpana::desktop::questions
