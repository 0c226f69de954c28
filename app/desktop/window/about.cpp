#include "app/desktop/window/about.h"

#include "app/desktop/look/icons.h"

#include <QCoreApplication>
#include <QMessageBox>

namespace kalpana::desktop::window {

using namespace Qt::StringLiterals;

namespace {
struct Text {
    Q_DECLARE_TR_FUNCTIONS(About)
};
} // namespace

void showAbout(QWidget* parent)
{
    QMessageBox box(parent);
    box.setWindowTitle(Text::tr("About Kalpana"));
    box.setIconPixmap(look::drawing("kalpana"_L1, Qt::black, 72, box.devicePixelRatioF()));
    box.setText(u"<b>Kalpana %1</b>"_s.arg(QLatin1StringView(KALPANA_VERSION)));
    box.setInformativeText(
        Text::tr("VS Code and an agent, both on the machine where your code is. Apache License 2.0.\n\n"
                 "Made with Qt %1 (LGPL 3), code-server (MIT), libssh2 (BSD), Boost (Boost Software License), "
                 "nlohmann-json (MIT), md4c (MIT), KSyntaxHighlighting (MIT), QtKeychain (BSD), OpenSSL (Apache 2.0) "
                 "and SQLite (public domain).")
            .arg(QLatin1StringView(qVersion())));
    box.exec();
}

} // namespace kalpana::desktop::window
