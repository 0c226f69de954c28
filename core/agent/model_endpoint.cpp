#include "core/agent/model_endpoint.h"

#include <QCoreApplication>
#include <QHostAddress>

#include <algorithm>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Model)
};

struct ApiPaths {
    QLatin1StringView root; ///< In front of all paths of the API; the base may have it or not.
    QLatin1StringView chat;
    QLatin1StringView models;
    QLatin1StringView details;
};

ApiPaths pathsOf(ModelApi api)
{
    switch (api) {
    case ModelApi::Anthropic:
        return {.root = "/v1"_L1, .chat = "/messages"_L1, .models = "/models"_L1, .details = {}};
    case ModelApi::Ollama:
        return {.root = "/api"_L1, .chat = "/chat"_L1, .models = "/tags"_L1, .details = "/show"_L1};
    case ModelApi::OpenAi:
        break;
    }
    return {.root = {}, .chat = "/chat/completions"_L1, .models = "/models"_L1, .details = {}};
}

QString without(QString path, QLatin1StringView end)
{
    if (!end.isEmpty() && path.endsWith(end))
        path.chop(end.size());
    return path;
}

} // namespace

bool isThisComputer(const QString& host)
{
    return host == "localhost"_L1 || host.endsWith(".localhost"_L1) || QHostAddress(host).isLoopback();
}

Result<ModelApi> modelApi(const QString& name, const QUrl& address)
{
    if (name == "openai"_L1)
        return ModelApi::OpenAi;
    if (name == "anthropic"_L1 || (name.isEmpty() && address.host() == "api.anthropic.com"_L1))
        return ModelApi::Anthropic;
    const bool isOllamas = address.port() == 11434 && !address.path().startsWith("/v1"_L1);
    if (name == "ollama"_L1 || (name.isEmpty() && isOllamas))
        return ModelApi::Ollama;
    if (name.isEmpty())
        return ModelApi::OpenAi;
    return failure(ErrorCode::Config,
                   Text::tr("“%1” is no kind of API that Kalpana speaks. Set model.api to openai, anthropic or ollama.")
                       .arg(name));
}

QUrl addressFor(const ModelEndpoint& endpoint, ApiCall call)
{
    const auto paths = pathsOf(endpoint.api);
    auto path = endpoint.address.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    path = without(without(path, paths.chat), paths.root) + paths.root;
    path += call == ApiCall::Chat ? paths.chat : call == ApiCall::Models ? paths.models : paths.details;
    auto address = endpoint.address;
    address.setPath(path);
    return address;
}

Result<void> checkEndpoint(const ModelEndpoint& endpoint)
{
    const auto& address = endpoint.address;
    const auto shown = address.toDisplayString(QUrl::RemoveUserInfo);
    const bool http = address.scheme() == "http"_L1;
    if (!address.isValid() || address.host().isEmpty() || (!http && address.scheme() != "https"_L1) ||
        !address.userInfo().isEmpty())
        return failure(
            ErrorCode::Config,
            Text::tr("\"%1\" is not the address of a model's API. Set one such as https://openrouter.ai/api/v1.")
                .arg(shown));
    if (http && !isThisComputer(address.host()))
        return failure(
            ErrorCode::Config,
            Text::tr("%1 is not encrypted, so the key would travel in clear. Use https:// for any but this computer.")
                .arg(shown));
    if (!std::ranges::all_of(endpoint.key.reveal(), [](char c) { return c > ' ' && c < 127; }))
        return failure(ErrorCode::ModelAuthentication,
                       Text::tr("The API key for %1 has spaces or signs that no key has. Set it again in the settings.")
                           .arg(address.host()));
    return {};
}

Error withoutKey(Error error, const Secret& key)
{
    const auto bytes = key.reveal();
    if (bytes.empty())
        return error;
    const QLatin1StringView text(bytes.data(), static_cast<qsizetype>(bytes.size()));
    error.sentence.replace(text, u"…"_s);
    error.detail.replace(text, u"…"_s);
    return error;
}

} // namespace kalpana::agent
