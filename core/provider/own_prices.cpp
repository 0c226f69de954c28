#include "core/provider/own_prices.h"

#include <QCoreApplication>

namespace kalpana::provider {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Models)
};

} // namespace

Result<models::ModelInfo> withOwnPrices(models::ModelInfo model, const settings::Settings& settings)
{
    const auto table = settings.value(u"model.prices"_s);
    const auto own = table.toObject().value(model.id);
    if (table.isUndefined() || (table.isObject() && own.isUndefined()))
        return model;
    const auto refused = [&] {
        return failure(ErrorCode::Config,
                       Text::tr("\"model.prices\" in %1 must have for \"%2\" dollars for a million tokens, as "
                                "{\"input\": 3, \"output\": 15}. Mend it there or in Settings.")
                           .arg(settings.file(), model.id));
    };
    if (!own.isObject())
        return refused();
    std::optional<qint64> read[4];
    int at = 0;
    for (const auto key : {"input"_L1, "output"_L1, "cacheRead"_L1, "cacheWrite"_L1}) {
        const auto value = own[key];
        read[at] = value.isDouble() ? models::microsOf(value) : std::nullopt;
        if (!value.isUndefined() && !read[at])
            return refused();
        ++at;
    }
    if (read[0].has_value() != read[1].has_value())
        return refused();
    if (read[0])
        model.prices = {.input = *read[0], .output = *read[1], .cacheRead = read[2], .cacheWrite = read[3]};
    const auto context = own["context"_L1];
    if (!context.isUndefined() && models::contextSize(context) == 0)
        return refused();
    if (!context.isUndefined())
        model.contextTokens = models::contextSize(context);
    return model;
}

} // namespace kalpana::provider
