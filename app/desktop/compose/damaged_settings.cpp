#include "app/desktop/compose/damaged_settings.h"

#include "app/desktop/look/theme.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace kalpana::desktop::compose {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(DamagedSettings)
};

bool askWhetherToSetAside(const Error& error, const QString& dataFolder)
{
    QMessageBox box;
    box.setObjectName(u"damagedSettings"_s);
    box.setIcon(QMessageBox::Warning);
    box.setWindowTitle(u"Kalpana"_s);
    box.setTextFormat(Qt::PlainText);
    box.setText(Text::tr("The settings can't be read. Set them aside and start with the defaults?"));
    box.setInformativeText(
        error.sentence + u"\n\n"_s +
        Text::tr("Set aside: the file is kept as %1. Workspaces, chats and keys are not in it and stay as they are.\n\n"
                 "Quit: nothing is changed, and you can mend the file.")
            .arg(settings::Settings::pathAside(dataFolder)));
    auto* aside = box.addButton(Text::tr("Set aside and go on"), QMessageBox::AcceptRole);
    aside->setObjectName(u"setAside"_s);
    auto* quit = box.addButton(Text::tr("Quit"), QMessageBox::RejectRole);
    quit->setObjectName(u"quit"_s);
    box.setDefaultButton(aside);
    box.setEscapeButton(quit);
    box.exec();
    return box.clickedButton() == aside;
}

} // namespace

Result<std::unique_ptr<Composition>> makeOrSetAside(const Options& options, look::Theme& theme,
                                                    const MakeWorkbench& makeWorkbench)
{
    auto made = Composition::make(options, theme, makeWorkbench);
    if (made || made.error().code != ErrorCode::Config)
        return made;
    theme.setAppearance(look::Appearance::Desktop); // which of them was chosen stands in the settings
    if (!askWhetherToSetAside(made.error(), options.dataFolder))
        return failure(ErrorCode::Cancelled, {});
    if (const auto aside = settings::Settings::setAside(options.dataFolder); !aside)
        return std::unexpected(aside.error());
    return Composition::make(options, theme, makeWorkbench);
}

} // namespace kalpana::desktop::compose
