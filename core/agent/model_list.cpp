#include "core/agent/model_list.h"

#include "core/agent/http_exchange.h"
#include "core/models/known_models.h"
#include "core/models/model_lists.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

#include <algorithm>
#include <chrono>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostPages = 20;
constexpr qsizetype mostDetails = 300; // a local server is asked once for each model
constexpr std::chrono::milliseconds longestSilence = std::chrono::seconds(30);

class Listing final {
public:
    Listing(const ModelEndpoint& endpoint, const std::stop_token& stop) : m_endpoint(endpoint), m_stop(stop) {}

    Result<QList<models::ModelInfo>> run() const
    {
        switch (m_endpoint.api) {
        case ModelApi::Anthropic:
            return pages();
        case ModelApi::Ollama:
            return withDetails();
        case ModelApi::OpenAi:
            break;
        }
        return get(addressFor(m_endpoint, ApiCall::Models)).and_then([this](const QByteArray& body) {
            return models::modelsOfOpenAi(body, service());
        });
    }

private:
    QString service() const { return m_endpoint.address.host(); }

    Result<QList<models::ModelInfo>> pages() const
    {
        QList<models::ModelInfo> all;
        QString after;
        for (int count = 0; count < mostPages; ++count) {
            auto address = addressFor(m_endpoint, ApiCall::Models);
            QUrlQuery query{{u"limit"_s, u"1000"_s}};
            if (!after.isEmpty())
                query.addQueryItem(u"after_id"_s, QString::fromLatin1(QUrl::toPercentEncoding(after)));
            address.setQuery(query);
            const auto page = get(address).and_then(
                [this](const QByteArray& body) { return models::modelsOfAnthropic(body, service()); });
            if (!page)
                return std::unexpected(page.error());
            all += page->models;
            if (page->next.isEmpty() || page->next == after)
                break;
            after = page->next;
        }
        return all;
    }

    Result<QList<models::ModelInfo>> withDetails() const
    {
        const auto named = get(addressFor(m_endpoint, ApiCall::Models)).and_then([this](const QByteArray& body) {
            return models::modelsOfOllama(body, service());
        });
        if (!named)
            return named;
        QList<models::ModelInfo> all;
        for (const auto& model : named->first(std::min(named->size(), mostDetails))) {
            const QJsonObject question{{"model"_L1, model.id}};
            auto detailed =
                post(addressFor(m_endpoint, ApiCall::ModelDetails), question).and_then([&](const QByteArray& body) {
                    return models::withOllamaDetails(model, body, service());
                });
            if (!detailed && detailed.error().code == ErrorCode::Cancelled)
                return std::unexpected(detailed.error());
            if (!detailed) // one that is damaged takes none from the others
                all.append(model);
            else if (*detailed)
                all.append(**std::move(detailed));
        }
        return all;
    }

    Result<QByteArray> get(const QUrl& address) const { return ask({.address = address, .key = m_endpoint.key}); }
    Result<QByteArray> post(const QUrl& address, const QJsonObject& body) const
    {
        return ask(
            {.address = address, .key = m_endpoint.key, .body = QJsonDocument(body).toJson(QJsonDocument::Compact)});
    }

    Result<QByteArray> ask(HttpRequest request) const
    {
        request.silence = std::min(m_endpoint.silence, longestSilence);
        request.network = m_endpoint.network;
        if (m_endpoint.api == ModelApi::Anthropic) {
            request.keyIsBearer = false;
            request.headers = {{"anthropic-version", "2023-06-01"}};
        }
        QByteArray whole;
        const auto ended = exchange(request,
                                    {.part = [&](QByteArrayView bytes) -> Result<void> { // an odd type for a list
                                         whole += bytes;
                                         return {};
                                     },
                                     .whole = [&](const QByteArray& body) -> Result<void> {
                                         whole = body;
                                         return {};
                                     },
                                     .enough = [&] { return whole.size() > 16 * 1024 * 1024; },
                                     .refused = [](const QByteArray&) {}},
                                    m_stop);
        if (!ended)
            return std::unexpected(ended.error());
        return whole;
    }

    const ModelEndpoint& m_endpoint;
    const std::stop_token& m_stop;
};

} // namespace

Result<QList<models::ModelInfo>> fetchModels(const ModelEndpoint& endpoint, const std::stop_token& stop)
{
    if (const auto usable = checkEndpoint(endpoint); !usable)
        return std::unexpected(usable.error());
    auto found = Listing(endpoint, stop).run();
    if (!found)
        return std::unexpected(withoutKey(found.error(), endpoint.key));
    const auto host = endpoint.address.host();
    found->removeIf([&](const models::ModelInfo& model) { return models::isNoChatModel(model.id, host); });
    for (auto& model : *found)
        model = models::withKnown(std::move(model), host);
    return found;
}

} // namespace kalpana::agent
