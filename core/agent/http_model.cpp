#include "core/agent/http_model.h"

#include "core/agent/anthropic_messages.h"
#include "core/agent/chat_completions.h"
#include "core/agent/http_exchange.h"
#include "core/agent/model_errors.h"
#include "core/agent/ollama_chat.h"
#include "core/agent/pause.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Model)
};

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
    models::ModelInfo facts() const override
    {
        auto facts = m_endpoint.facts;
        facts.id = m_endpoint.model;
        return facts;
    }

    Result<ModelReply> complete(const ModelRequest& request, ReplyListener& listener, std::stop_token stop) override
    {
        return askPatiently(request, listener, stop).transform_error([this](Error error) {
            return withoutKey(std::move(error), m_endpoint.key);
        });
    }

private:
    Result<ModelReply> askPatiently(const ModelRequest& request, ReplyListener& listener, const std::stop_token& stop)
    {
        Retries retries(m_endpoint.retries);
        for (;;) {
            Noting noting(listener);
            QByteArray retryAfter;
            auto reply = ask(request, noting, retryAfter, stop);
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

    Result<ModelReply> ask(const ModelRequest& request, ReplyListener& listener, QByteArray& retryAfter,
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
        HttpRequest post{.address = m_address,
                         .key = m_endpoint.key,
                         .body = QJsonDocument(bodyOf(request)).toJson(QJsonDocument::Compact),
                         .silence = m_endpoint.silence,
                         .network = m_endpoint.network};
        if (m_endpoint.api == ModelApi::Anthropic) {
            post.keyIsBearer = false;
            post.headers = {{"anthropic-version", "2023-06-01"}};
        }
        const auto ended =
            exchange(post,
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
            return ollamaRequest(request, m_endpoint.model, m_endpoint.thinkingTokens > 0,
                                 m_endpoint.facts.contextTokens);
        case ModelApi::OpenAi:
            break;
        }
        return chatCompletionsRequest(request, m_endpoint.model, m_endpoint.thinkingTokens,
                                      m_address.host() == "openrouter.ai"_L1);
    }

    QUrl m_address;
    ModelEndpoint m_endpoint;
};

} // namespace

Result<std::unique_ptr<LanguageModel>> httpModel(ModelEndpoint endpoint)
{
    if (const auto usable = checkEndpoint(endpoint); !usable)
        return std::unexpected(usable.error());
    if (endpoint.model.trimmed().isEmpty())
        return failure(ErrorCode::Config, Text::tr("No model is chosen. Choose one in the settings."));
    auto address = addressFor(endpoint, ApiCall::Chat);
    return std::make_unique<HttpModel>(std::move(address), std::move(endpoint));
}

} // namespace kalpana::agent
