#include "app/desktop/window/about.h"

#include "app/desktop/look/icons.h"

#include <QCoreApplication>
#include <QMessageBox>

namespace kalpana::desktop::window {

using namespace Qt::StringLiterals;

void showAbout(QWidget* parent)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("About", text); };
    QMessageBox box(parent);
    box.setWindowTitle(tr("About Kalpana"));
    box.setIconPixmap(look::drawing("kalpana"_L1, Qt::black, 72, box.devicePixelRatioF()));
    box.setText(u"<b>Kalpana %1</b>"_s.arg(QLatin1StringView(KALPANA_VERSION)));
    box.setInformativeText(
        tr("VS Code and an agent, both on the machine where your code is. Apache License 2.0.\n\n"
           "Made with Qt %1 (LGPL 3), code-server (MIT), libssh2 (BSD), Boost (Boost Software License), "
           "nlohmann-json (MIT), md4c (MIT), KSyntaxHighlighting (MIT), QtKeychain (BSD), OpenSSL (Apache 2.0) "
           "and SQLite (public domain).")
            .arg(QLatin1StringView(qVersion())));
    box.exec();
}

} // namespace kalpana::desktop::window
