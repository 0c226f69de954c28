#pragma once

#include "remote/ssh/questions.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;

namespace kalpana::desktop::questions {

/// A password, in the server's words, or the passphrase of a key.
class SecretDialog final : public QDialog {
    Q_OBJECT
public:
    [[nodiscard]] static SecretDialog* forPassword(const ssh::PasswordQuestion& question, QWidget* parent);
    [[nodiscard]] static SecretDialog* forPassphrase(const ssh::PassphraseQuestion& question, QWidget* parent);

    /// What was typed, in UTF-8; the field is emptied.
    [[nodiscard]] QByteArray takeSecret();
    /// To be kept in the keychain.
    [[nodiscard]] bool keep() const;

private:
    SecretDialog(const QString& title, const QString& explanation, const QString& refusal, bool keepable,
                 QWidget* parent);
    QLineEdit* m_secret;
    QCheckBox* m_keep;
};

} // namespace kalpana::desktop::questions
