#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_backend.h"

namespace kalpana::desktop::chat {

using namespace Qt::StringLiterals;

// What the page is told of the model, and asks of the provider's.

namespace {

QJsonObject toJson(const ModelState& model)
{
    return {{u"name"_s, model.name},
            {u"planning"_s, model.planning},
            {u"ready"_s, model.ready},
            {u"contextTokens"_s, model.contextTokens},
            {u"images"_s, model.images ? QJsonValue(*model.images) : QJsonValue()}};
}

} // namespace

void ChatBackend::refreshModel()
{
    m_background.run(
        this, [ask = m_services.modelState](std::stop_token) { return ask(); },
        [this](const ModelState& model) { Q_EMIT modelChanged(toJson(model)); });
}

void ChatBackend::loadModels(bool again)
{
    if (!m_services.desk.list)
        return;
    m_background.run(
        this, [list = m_services.desk.list, again](const std::stop_token& stop) { return list(again, stop); },
        [this](const QJsonObject& list) { Q_EMIT modelListChanged(list); });
}

void ChatBackend::chooseModel(const QString& model, const QString& purpose)
{
    if (!m_services.desk.choose)
        return;
    m_background.run(
        this,
        [choose = m_services.desk.choose, model, plans = purpose == "plan"_L1](std::stop_token) {
            return choose(model, plans);
        },
        [this](const Result<void>& chosen) {
            if (!chosen)
                tell(chosen.error());
            Q_EMIT modelChosen();
        });
}

void ChatBackend::setFavourite(const QString& model, bool favourite)
{
    if (!m_services.desk.setFavourite)
        return;
    m_background.run(
        this, [set = m_services.desk.setFavourite, model, favourite](std::stop_token) { return set(model, favourite); },
        [this](const Result<void>& set) {
            if (!set)
                tell(set.error());
        });
}

} // namespace kalpana::desktop::chat
