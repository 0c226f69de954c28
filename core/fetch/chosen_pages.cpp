#include "core/fetch/chosen_pages.h"

#include "core/fetch/http_pages.h"
#include "core/settings/settings.h"

namespace kalpana::fetch {

using namespace Qt::StringLiterals;

Result<std::unique_ptr<agent::WebPages>> chosenPages(const settings::Settings& settings)
{
    if (!settings.value(u"agent.fetch"_s).toBool())
        return nullptr;
    return agent::networkRoute(settings.value(u"network.proxy"_s).toString(),
                               settings.value(u"network.caFile"_s).toString())
        .transform([](agent::NetworkRoute route) -> std::unique_ptr<agent::WebPages> {
            return std::make_unique<HttpPages>(std::move(route));
        });
}

} // namespace kalpana::fetch
