#include "core/agent/openai_model.h"

#include "core/agent/chat_completions.h"
#include "core/agent/http_exchange.h"
#include "core/agent/model_errors.h"

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

class OpenAiModel final : public LanguageModel {
public:
    OpenAiModel(QUrl address, OpenAiEndpoint endpoint) : m_address(std::move(address)), m_endpoint(std::move(endpoint))
    {
    }

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
        const auto body =
            QJsonDocument(chatCompletionsRequest(request, m_endpoint.model)).toJson(QJsonDocument::Compact);
        ChatCompletionsParser parser(m_address.host());
        const auto tell = [&listener](const ChatCompletionsParser::News& news) {
            if (!news.thinking.isEmpty())
                listener.thinking(news.thinking);
            if (!news.text.isEmpty())
                listener.text(news.text);
            return news.state;
        };
        const auto ended =
            postAndStream({.address = m_address, .key = m_endpoint.key, .body = body, .silence = m_endpoint.silence},
                          {.part = [&](QByteArrayView bytes) { return tell(parser.receive(bytes)); },
                           .whole = [&](const QByteArray& bytes) { return tell(parser.receiveWhole(bytes)); },
                           .enough = [&] { return parser.isDone(); },
                           .refused = [&](const QByteArray& field) { retryAfter = field; }},
                          stop);
        if (!ended)
            return std::unexpected(ended.error());
        if (const auto rest = tell(parser.receiveEnd()); !rest)
            return std::unexpected(rest.error());
        return parser.takeReply();
    }

    QUrl m_address;
    OpenAiEndpoint m_endpoint;
};

} // namespace

Result<std::unique_ptr<LanguageModel>> openAiModel(OpenAiEndpoint endpoint)
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
    if (auto path = address.path(); !path.endsWith("/chat/completions"_L1)) {
        while (path.endsWith(u'/'))
            path.chop(1);
        address.setPath(path + "/chat/completions"_L1);
    }
    return std::make_unique<OpenAiModel>(std::move(address), std::move(endpoint));
}

} // namespace kalpana::agent
