#include "core/fetch/chosen_pages.h"

#include "core/fetch/http_pages.h"
#include "core/provider/network.h"

namespace kalpana::fetch {

using namespace Qt::StringLiterals;

Result<std::unique_ptr<agent::WebPages>> chosenPages(const settings::Settings& settings, secrets::SecretStore& secrets)
{
    if (!settings.value(u"agent.fetch"_s).toBool())
        return nullptr;
    return provider::network(settings, secrets)
        .transform([](agent::NetworkRoute route) -> std::unique_ptr<agent::WebPages> {
            return std::make_unique<HttpPages>(std::move(route));
        });
}

} // namespace kalpana::fetch
