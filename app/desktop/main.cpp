#include "app/desktop/compose/damaged_settings.h"
#include "app/desktop/compose/options.h"
#include "app/desktop/look/fonts_ahead.h"
#include "app/desktop/look/theme.h"
#include "app/desktop/modules/modules.h"
#include "app/desktop/window/first_paint.h"
#include "core/translation/translation.h"

#include <QApplication>
#include <QIcon>
#include <QMessageBox>
#include <QTimer>

#include <cstdio>

using namespace kalpana;
using namespace Qt::StringLiterals;

namespace {

void sayWhyNot(const Error& error)
{
    QMessageBox box(QMessageBox::Critical, u"Kalpana"_s, error.sentence);
    box.setDetailedText(error.detail);
    box.exec();
}

const auto workbenchModule = u"kalpana-workbench"_s;

Result<std::unique_ptr<desktop::workbench::Workbench>> loadWorkbench(const desktop::workbench::Shared& shared)
{
    const auto entry = desktop::modules::entryOf(workbenchModule);
    if (!entry)
        return std::unexpected(entry.error());
    return qobject_cast<desktop::workbench::WorkbenchMaker*>(*entry)->make(shared);
}

} // namespace

int main(int argc, char** argv)
{
    const auto fontFiles = desktop::look::readFontsAhead();
    QApplication application(argc, argv);
    translation::install(application);
    const auto fontList = desktop::look::listFontsAhead();
    QApplication::setApplicationName(u"kalpana"_s);
    QApplication::setApplicationDisplayName(u"Kalpana"_s);
    QApplication::setApplicationVersion(u"" KALPANA_VERSION ""_s);
    QApplication::setDesktopFileName(u"kalpana"_s);

    const auto options = desktop::compose::parseOptions(QApplication::arguments());
    if (!options) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(options.error().sentence));
        return 2;
    }
    if (!options->printAndLeave.isEmpty()) {
        std::fputs(qUtf8Printable(options->printAndLeave), stdout);
        return 0;
    }
    desktop::look::Theme theme(application);
    const auto composition = desktop::compose::makeOrSetAside(*options, theme, &loadWorkbench);
    if (!composition) {
        if (composition.error().code == ErrorCode::Cancelled)
            return 1;
        theme.setAppearance(desktop::look::Appearance::Desktop);
        sayWhyNot(composition.error());
        return 1;
    }
    auto& window = (*composition)->window();
    desktop::window::afterFirstPaint(window, [&] {
        QApplication::setWindowIcon(QIcon(u":/icons/kalpana.svg"_s)); // drawn in ten sizes
        // Opening a workspace then waits for nothing.
        auto& background = (*composition)->background();
        background.run(
            &window, [](std::stop_token) { return desktop::modules::readAhead(workbenchModule); }, [](bool) {});
    });
    window.show();
    if (!options->open.isEmpty())
        QTimer::singleShot(0, &window, [&] { window.open(options->open); });
    return QApplication::exec();
}
