#include "core/agent/http_model.h"

#include "core/agent/anthropic_messages.h"
#include "core/agent/chat_completions.h"
#include "core/agent/http_exchange.h"
#include "core/agent/model_errors.h"
#include "core/agent/ollama_chat.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QJsonDocument>

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Model)
};

bool isThisComputer(const QString& host)
{
    return host == "localhost"_L1 || host.endsWith(".localhost"_L1) || QHostAddress(host).isLoopback();
}

/// Passes on what comes, and remembers whether something did.
class Noting final : public ReplyListener {
public:
    explicit Noting(ReplyListener& listener) : m_listener(listener) {}
    void text(const QString& delta) override
    {
        hasHeard = true;
        m_listener.text(delta);
    }
    void thinking(const QString& delta) override
    {
        hasHeard = true;
        m_listener.thinking(delta);
    }
    bool hasHeard = false;

private:
    ReplyListener& m_listener;
};

/// False where it was stopped.
bool pause(std::chrono::milliseconds time, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

std::unique_ptr<ReplyParser> parserFor(ModelApi api, const QString& service)
{
    switch (api) {
    case ModelApi::Anthropic:
        return std::make_unique<AnthropicParser>(service);
    case ModelApi::Ollama:
        return std::make_unique<OllamaParser>(service);
    case ModelApi::OpenAi:
        break;
    }
    return std::make_unique<ChatCompletionsParser>(service);
}

class HttpModel final : public LanguageModel {
public:
    HttpModel(QUrl address, ModelEndpoint endpoint) : m_address(std::move(address)), m_endpoint(std::move(endpoint)) {}

    QString name() const override { return m_endpoint.model; }

    Result<ModelReply> complete(const ModelRequest& request, ReplyListener& listener, std::stop_token stop) override
    {
        return askPatiently(request, listener, stop).transform_error([this](Error error) {
            error.sentence = withoutKey(error.sentence); // a provider may repeat it in what it complains about
            error.detail = withoutKey(error.detail);
            return error;
        });
    }

private:
    QString withoutKey(QString text) const
    {
        const auto key = m_endpoint.key.reveal();
        return key.empty() ? text
                           : text.replace(QLatin1StringView(key.data(), static_cast<qsizetype>(key.size())), u"…"_s);
    }

    Result<ModelReply> askPatiently(const ModelRequest& request, ReplyListener& listener, const std::stop_token& stop)
    {
        Retries retries(m_endpoint.retries);
        for (;;) {
            Noting noting(listener);
            QByteArray retryAfter;
            auto reply = exchange(request, noting, retryAfter, stop);
            if (reply || noting.hasHeard)
                return reply;
            const auto asked = agent::retryAfter(retryAfter, QDateTime::currentDateTimeUtc());
            const auto wait = retries.next(reply.error().code, asked);
            if (!wait) {
                if (retries.attempts() > 1)
                    reply.error().detail += u"\n%1 attempts"_s.arg(retries.attempts());
                return reply;
            }
            listener.waiting({.reason = reasonToWait(reply.error().code, m_address.host()), .time = *wait});
            if (!pause(*wait, stop))
                return failure(ErrorCode::Cancelled, Text::tr("The answer was stopped."));
        }
    }

    Result<ModelReply> exchange(const ModelRequest& request, ReplyListener& listener, QByteArray& retryAfter,
                                const std::stop_token& stop)
    {
        const auto parser = parserFor(m_endpoint.api, m_address.host());
        const auto tell = [&listener](const ReplyNews& news) {
            if (!news.thinking.isEmpty())
                listener.thinking(news.thinking);
            if (!news.text.isEmpty())
                listener.text(news.text);
            return news.state;
        };
        HttpPost post{.address = m_address,
                      .key = m_endpoint.key,
                      .body = QJsonDocument(bodyOf(request)).toJson(QJsonDocument::Compact),
                      .silence = m_endpoint.silence};
        if (m_endpoint.api == ModelApi::Anthropic) {
            post.keyIsBearer = false;
            post.headers = {{"anthropic-version", "2023-06-01"}};
        }
        const auto ended =
            postAndStream(post,
                          {.part = [&](QByteArrayView bytes) { return tell(parser->receive(bytes)); },
                           .whole = [&](const QByteArray& bytes) { return tell(parser->receiveWhole(bytes)); },
                           .enough = [&] { return parser->isDone(); },
                           .refused = [&](const QByteArray& field) { retryAfter = field; }},
                          stop);
        if (!ended)
            return std::unexpected(ended.error());
        if (const auto rest = tell(parser->receiveEnd()); !rest)
            return std::unexpected(rest.error());
        return parser->takeReply();
    }

    QJsonObject bodyOf(const ModelRequest& request) const
    {
        switch (m_endpoint.api) {
        case ModelApi::Anthropic:
            return anthropicRequest(request, m_endpoint.model, m_endpoint.thinkingTokens);
        case ModelApi::Ollama:
            return ollamaRequest(request, m_endpoint.model, m_endpoint.thinkingTokens > 0);
        case ModelApi::OpenAi:
            break;
        }
        return chatCompletionsRequest(request, m_endpoint.model, m_endpoint.thinkingTokens);
    }

    QUrl m_address;
    ModelEndpoint m_endpoint;
};

/// The base's path with that of the API behind it, as far as it is not there already.
QString pathFor(ModelApi api, QString path)
{
    while (path.endsWith(u'/'))
        path.chop(1);
    const auto wanted = api == ModelApi::Anthropic ? u"/v1/messages"_s
                        : api == ModelApi::Ollama  ? u"/api/chat"_s
                                                   : u"/chat/completions"_s;
    if (path.endsWith(wanted))
        return path;
    const auto first = wanted.section(u'/', 0, 1); // "/v1", "/api"
    return api != ModelApi::OpenAi && path.endsWith(first) ? path + wanted.sliced(first.size()) : path + wanted;
}

} // namespace

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

Result<std::unique_ptr<LanguageModel>> httpModel(ModelEndpoint endpoint)
{
    auto address = endpoint.address;
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
    if (endpoint.model.trimmed().isEmpty())
        return failure(ErrorCode::Config, Text::tr("No model is chosen. Choose one in the settings."));
    const auto key = endpoint.key.reveal();
    if (!std::ranges::all_of(key, [](char c) { return c > ' ' && c < 127; }))
        return failure(ErrorCode::ModelAuthentication,
                       Text::tr("The API key for %1 has spaces or signs that no key has. Set it again in the settings.")
                           .arg(address.host()));
    address.setPath(pathFor(endpoint.api, address.path()));
    return std::make_unique<HttpModel>(std::move(address), std::move(endpoint));
}

} // namespace kalpana::agent
