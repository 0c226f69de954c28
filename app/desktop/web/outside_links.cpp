#include "app/desktop/web/outside_links.h"

#include "app/desktop/web/link_rules.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace kalpana::desktop::web {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Links)
};

constexpr int longestShown = 300;

void show(QMessageBox* box)
{
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setWindowModality(Qt::WindowModal);
    box->open();
}

} // namespace

void openOutside(const QUrl& address, const QString& workspaceId, int gatewayPort, QWidget* above,
                 const SystemOpener& opener)
{
    const auto shown = address.toString(QUrl::FullyEncoded).left(longestShown);
    switch (judge(address, workspaceId, gatewayPort)) {
    case LinkVerdict::Inside:
    case LinkVerdict::System:
        opener(address);
        return;
    case LinkVerdict::Confirm: {
        auto* box = new QMessageBox(
            QMessageBox::Question, Text::tr("Open a link"),
            Text::tr("This link may not lead where it seems to. Open it in your browser?\n\n%1").arg(shown),
            QMessageBox::Cancel, above);
        auto* open = box->addButton(Text::tr("Open"), QMessageBox::AcceptRole);
        QObject::connect(open, &QPushButton::clicked, box, [opener, address] { opener(address); });
        show(box);
        return;
    }
    case LinkVerdict::Refuse: {
        const auto scheme = address.scheme().isEmpty() ? Text::tr("no scheme") : address.scheme() + QLatin1Char(':');
        show(new QMessageBox(
            QMessageBox::Information, Text::tr("Link not opened"),
            Text::tr(
                "The page wanted to open a link with %1, which Kalpana does not open: it could read files or start a "
                "program. Copy it to your browser if you trust it.\n\n%2")
                .arg(scheme, shown),
            QMessageBox::Ok, above));
        return;
    }
    }
}

} // namespace kalpana::desktop::web
