#include "app/desktop/questions/host_key_dialog.h"

#include "app/desktop/look/widgets.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace kalpana::desktop::questions {

using namespace Qt::StringLiterals;

HostKeyDialog::HostKeyDialog(const ssh::HostKeyQuestion& question, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Unknown host key"));
    setMinimumWidth(520);
    auto* print = new QFrame;
    print->setObjectName(u"card"_s);
    auto* inside = new QVBoxLayout(print);
    inside->addWidget(look::label(question.keyType, "small"_L1));
    auto* fingerprint = look::sentence(question.fingerprint, "code"_L1);
    fingerprint->setObjectName(u"fingerprint"_s);
    inside->addWidget(fingerprint);

    auto* accept = look::button(tr("Trust and connect"), "primary"_L1);
    accept->setObjectName(u"accept"_s);
    accept->setAutoDefault(false);
    auto* refuse = look::button(tr("Cancel"), ""_L1);
    refuse->setDefault(true);
    connect(accept, &QPushButton::clicked, this, &QDialog::accept);
    connect(refuse, &QPushButton::clicked, this, &QDialog::reject);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(refuse);
    buttons->addWidget(accept);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 22, 24, 18);
    column->setSpacing(12);
    column->addWidget(look::label(tr("Is this %1?").arg(question.host), "heading"_L1));
    column->addWidget(
        look::sentence(tr("This computer has not met it before. Compare the fingerprint with the one that its "
                          "administrator gave you; if they differ, somebody may be in between."),
                       "muted"_L1));
    column->addWidget(print);
    if (!question.otherKeys.isEmpty())
        column->addWidget(look::sentence(
            tr("Be careful: other keys of this host are known already (%1).").arg(question.otherKeys.join(u", "_s)),
            "error"_L1));
    column->addWidget(look::sentence(tr("Trusting it writes the key to %1.").arg(question.file), "small"_L1));
    column->addLayout(buttons);
    refuse->setFocus();
}

} // namespace kalpana::desktop::questions
