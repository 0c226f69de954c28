#pragma once

#include "core/base/error.h"

#include <QJsonObject>

#include <functional>
#include <stop_token>

namespace kalpana::settings {
class Settings;
}
namespace kalpana::secrets {
class SecretStore;
}

namespace kalpana::desktop::chat {

/// How the pane chooses among the provider's models. Flow threads; the calls may block.
struct ModelDesk {
    /// {"models": [{"id", "name", "context", "price", "favourite"}], "chosen", "planning", "about", "problem"}: texts
    /// for people; what is unknown is empty. Asks the provider where it never was asked, or again.
    std::function<QJsonObject(bool again, std::stop_token stop)> list;
    /// The model that works, or that plans (empty: the same).
    std::function<Result<void>(const QString& model, bool plans)> choose;
    std::function<Result<void>(const QString& model, bool favourite)> setFavourite;
};

/// Over the settings and the provider's list. What it is made of outlives it.
[[nodiscard]] ModelDesk modelDesk(settings::Settings& settings, secrets::SecretStore& secrets,
                                  const QString& dataFolder);

} // namespace kalpana::desktop::chat
