#include "app/desktop/questions/secret_dialog.h"

#include "app/desktop/look/widgets.h"
#include "app/desktop/questions/typed_secret.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace kalpana::desktop::questions {

using namespace Qt::StringLiterals;

SecretDialog* SecretDialog::forPassword(const ssh::PasswordQuestion& question, QWidget* parent)
{
    const auto asked = question.prompt.trimmed();
    return new SecretDialog(tr("Sign in to %1").arg(question.host),
                            asked.isEmpty() ? tr("Password of %1 on %2:").arg(question.user, question.host)
                                            : tr("%1 says: %2").arg(question.host, asked),
                            question.attempt > 1 ? tr("It was refused. Try again.") : QString(), true, parent);
}

SecretDialog* SecretDialog::forPassphrase(const ssh::PassphraseQuestion& question, QWidget* parent)
{
    return new SecretDialog(tr("Unlock a key"), tr("Passphrase of %1:").arg(question.file),
                            question.attempt > 1 ? tr("It was wrong. Try again.") : QString(), false, parent);
}

SecretDialog::SecretDialog(const QString& title, const QString& explanation, const QString& refusal, bool keepable,
                           QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(title);
    setMinimumWidth(440);
    m_secret = new QLineEdit;
    m_secret->setObjectName(u"secret"_s);
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setAccessibleName(explanation);
    m_keep = new QCheckBox(tr("Keep it in the keychain"));
    m_keep->setVisible(keepable);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 22, 24, 18);
    column->setSpacing(10);
    column->addWidget(look::label(title, "heading"_L1));
    column->addWidget(look::sentence(explanation, "muted"_L1));
    column->addWidget(m_secret);
    if (!refusal.isEmpty())
        column->addWidget(look::label(refusal, "error"_L1));
    column->addWidget(m_keep);
    addAnswerButtons(*this, *column);
    m_secret->setFocus();
}

QByteArray SecretDialog::takeSecret()
{
    return takeTyped(*m_secret);
}

bool SecretDialog::keep() const
{
    return m_keep->isChecked();
}

} // namespace kalpana::desktop::questions
