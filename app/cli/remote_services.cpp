#include "app/cli/remote_services.h"

#include "core/base/shell_word.h"

#include <QCoreApplication>
#include <QDir>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

RemoteServices::RemoteServices(const Context& context, workspace::Store openedStore, settings::Settings loadedSettings)
    : store(std::move(openedStore)), settings(std::move(loadedSettings)), questions(context.output, keychain)
{
}

Result<std::unique_ptr<RemoteServices>> RemoteServices::make(const Context& context)
{
    auto store = context.openStore();
    if (!store)
        return std::unexpected(store.error());
    auto settings = settings::Settings::load(context.dataFolder);
    if (!settings) {
        if (settings.error().code == ErrorCode::Config) {
            const auto file = QDir(context.dataFolder).absoluteFilePath(u"settings.json"_s);
            settings.error().sentence +=
                u' ' + QCoreApplication::translate("Settings", "`mv %1 %2` sets it aside.")
                           .arg(shellWord(file), shellWord(settings::Settings::pathAside(context.dataFolder)));
        }
        return std::unexpected(settings.error());
    }
    if (!context.codeServerSource.isEmpty())
        settings->useCodeServerSource(context.codeServerSource);
    return std::unique_ptr<RemoteServices>(new RemoteServices(context, std::move(*store), std::move(*settings)));
}

} // namespace kalpana::cli
