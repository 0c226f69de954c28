#include "core/provider/favourites.h"

#include <QJsonArray>

namespace kalpana::provider {

using namespace Qt::StringLiterals;

namespace {
const auto key = u"model.favourites"_s;
}

QStringList favourites(const settings::Settings& settings)
{
    QStringList found;
    const auto list = settings.value(key)[settings.modelProvider()].toArray();
    for (const auto& one : list)
        if (one.isString() && !found.contains(one.toString()))
            found.append(one.toString());
    return found;
}

Result<void> setFavourite(settings::Settings& settings, const QString& model, bool favourite)
{
    auto list = favourites(settings);
    list.removeAll(model);
    if (favourite)
        list.append(model);
    auto all = settings.value(key).toObject();
    all.insert(settings.modelProvider(), QJsonArray::fromStringList(list));
    return settings.setValue(key, all);
}

} // namespace kalpana::provider
