#include "app/desktop/questions/program_dialog.h"

#include "app/desktop/look/widgets.h"
#include "app/desktop/questions/typed_secret.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace kalpana::desktop::questions {

using namespace Qt::StringLiterals;

namespace {

using Kind = bridge::client::Question::Kind;

constexpr qsizetype kLongest = 400;

QString shortened(const QString& text)
{
    auto plain = text.simplified();
    plain.removeIf([](QChar one) { // what turns the direction of writing, too
        return one.category() == QChar::Other_Control || one.category() == QChar::Other_Format;
    });
    return plain.size() <= kLongest ? plain : plain.first(kLongest) + u'…';
}

QString addressOf(const bridge::client::Question& asked)
{
    const auto address = asked.protocol + u"://"_s + asked.host;
    return shortened(asked.path.isEmpty() ? address : address + u'/' + asked.path);
}

} // namespace

ProgramDialog::ProgramDialog(const workspaces::ProgramQuestion& question, const workspaces::ProgramAnswer& kept,
                             QWidget* parent)
    : QDialog(parent)
{
    const auto& asked = question.asked;
    const bool isLogin = asked.kind == Kind::Login;
    const auto title =
        isLogin ? tr("Sign in to %1").arg(shortened(asked.host)) : tr("A program in %1 asks").arg(question.workspace);
    setWindowTitle(title);
    setMinimumWidth(460);
    auto* what = look::sentence(
        isLogin ? tr("git in the workspace \"%1\" on %2 asks for the login of %3.")
                      .arg(question.workspace, question.host, addressOf(asked))
                : tr("A program in the workspace \"%1\" on %2, as git or ssh, says: \"%3\". Answer only if you have "
                     "just started something that needs it.")
                      .arg(question.workspace, question.host, shortened(asked.prompt)),
        "muted"_L1);
    what->setObjectName(u"what"_s);

    m_username = new QLineEdit(kept.username.isEmpty() ? asked.username : kept.username);
    m_username->setObjectName(u"username"_s);
    m_username->setAccessibleName(tr("Name"));
    m_username->setPlaceholderText(tr("Name"));
    m_username->setVisible(isLogin);
    m_username->setReadOnly(!asked.username.isEmpty()); // the address says whose login it is
    m_secret = new QLineEdit;
    m_secret->setObjectName(u"secret"_s);
    m_secret->setEchoMode(asked.kind == Kind::Text ? QLineEdit::Normal : QLineEdit::Password);
    m_secret->setAccessibleName(isLogin ? tr("Password or token") : tr("Answer"));
    m_secret->setPlaceholderText(m_secret->accessibleName());
    const auto secret = kept.secret.reveal();
    m_secret->setText(QString::fromUtf8(secret.data(), static_cast<qsizetype>(secret.size())));
    m_keep = new QCheckBox(tr("Keep it in the keychain of this computer"));
    m_keep->setObjectName(u"keep"_s);
    m_keep->setVisible(isLogin); // other words than an address name nothing under which it could be kept
    m_keep->setChecked(isLogin && !kept.secret.isEmpty());

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 22, 24, 18);
    column->setSpacing(10);
    column->addWidget(look::label(title, "heading"_L1));
    column->addWidget(what);
    column->addWidget(m_username);
    column->addWidget(m_secret);
    column->addWidget(m_keep);
    addAnswerButtons(*this, *column);
    (isLogin && m_username->text().isEmpty() ? m_username : m_secret)->setFocus();
}

QString ProgramDialog::username() const
{
    return m_username->text();
}

QByteArray ProgramDialog::takeSecret()
{
    return takeTyped(*m_secret);
}

bool ProgramDialog::keep() const
{
    return m_keep->isChecked();
}

} // namespace kalpana::desktop::questions
