#include "app/desktop/questions/typed_secret.h"

#include "app/desktop/look/widgets.h"

#include <QDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace kalpana::desktop::questions {

using namespace Qt::StringLiterals;

QByteArray takeTyped(QLineEdit& field)
{
    auto typed = field.text();
    auto secret = typed.toUtf8();
    field.clear();
    typed.fill(u' ');
    return secret;
}

void addAnswerButtons(QDialog& dialog, QBoxLayout& column)
{
    auto* accept = look::button(QDialog::tr("Continue"), "primary"_L1);
    accept->setObjectName(u"accept"_s);
    accept->setDefault(true);
    auto* cancel = look::button(QDialog::tr("Cancel"), ""_L1);
    cancel->setObjectName(u"cancel"_s);
    cancel->setAutoDefault(false);
    QObject::connect(accept, &QPushButton::clicked, &dialog, &QDialog::accept);
    QObject::connect(cancel, &QPushButton::clicked, &dialog, &QDialog::reject);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(accept);
    column.addSpacing(4);
    column.addLayout(buttons);
}

} // namespace kalpana::desktop::questions
