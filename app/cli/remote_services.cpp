#include "app/cli/remote_services.h"

namespace kalpana::cli {

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
    if (!settings)
        return std::unexpected(settings.error());
    if (!context.codeServerSource.isEmpty())
        settings->useCodeServerSource(context.codeServerSource);
    return std::unique_ptr<RemoteServices>(new RemoteServices(context, std::move(*store), std::move(*settings)));
}

} // namespace kalpana::cli
