#pragma once

#include "core/settings/settings.h"

#include <QStringList>

namespace kalpana::provider {

// "model.favourites": {"openrouter": ["anthropic/claude-sonnet-4.5"]}: the models with a star, by provider
// (Settings::modelProvider()).

[[nodiscard]] QStringList favourites(const settings::Settings& settings);
[[nodiscard]] Result<void> setFavourite(settings::Settings& settings, const QString& model, bool favourite);

} // namespace kalpana::provider
