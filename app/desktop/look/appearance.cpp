#include "app/desktop/look/appearance.h"

#include "core/settings/settings.h"

namespace kalpana::desktop::look {

Appearance appearance(const settings::Settings& settings)
{
    const auto stored = settings.value(QString::fromLatin1(kAppearanceKey)).toString();
    return stored == QLatin1String("light")  ? Appearance::Light
           : stored == QLatin1String("dark") ? Appearance::Dark
                                             : Appearance::Desktop;
}

} // namespace kalpana::desktop::look
