#include "core/agent/http_exchange.h"

#include "core/agent/model_endpoint.h"
#include "core/agent/model_errors.h"
#include "core/agent/network_proxies.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslConfiguration>
#include <QTimer>

#include <memory>
#include <optional>

namespace kalpana::agent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto frame = 16ms; // tokens that come within one are handed on together
constexpr qsizetype longestErrorBody = qsizetype{64} * 1024;
constexpr qsizetype longestWholeBody = qsizetype{16} * 1024 * 1024;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Model)
};

QNetworkRequest requestFor(const HttpRequest& post)
{
    QNetworkRequest request(post.address);
    if (!post.body.isEmpty())
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"Kalpana/"_s + QLatin1StringView(KALPANA_VERSION));
    request.setRawHeader("Accept", "text/event-stream, application/x-ndjson, application/json");
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    for (const auto& [name, value] : post.headers)
        request.setRawHeader(name, value);
    if (const auto key = post.key.reveal(); !key.empty()) {
        const QByteArray bytes(key.data(), static_cast<qsizetype>(key.size()));
        request.setRawHeader(post.keyIsBearer ? "Authorization" : "x-api-key",
                             post.keyIsBearer ? "Bearer " + bytes : bytes);
    }
    if (const auto more = QSslCertificate::fromData(post.network.authorities, QSsl::Pem); !more.isEmpty()) {
        auto tls = request.sslConfiguration();
        tls.addCaCertificates(more);
        request.setSslConfiguration(tls);
    }
    return request;
}

/// One request on its way; lives inside exchange().
class Exchange final {
public:
    Exchange(const HttpRequest& post, const AnswerReader& reader) : m_post(post), m_reader(reader)
    {
        m_network.setProxyFactory(new NetworkProxies(post.network));
        m_network.setAutoDeleteReplies(false);
        m_reply.reset(post.body.isEmpty() ? m_network.get(requestFor(post))
                                          : m_network.post(requestFor(post), post.body));
        m_frame.setSingleShot(true);
        m_silence.setSingleShot(true);
        QObject::connect(m_reply.get(), &QNetworkReply::readyRead, &m_loop, [this] { somethingCame(); });
        QObject::connect(m_reply.get(), &QNetworkReply::finished, &m_loop, [this] { finished(); });
        QObject::connect(&m_frame, &QTimer::timeout, &m_loop, [this] { readOn(); });
        QObject::connect(&m_silence, &QTimer::timeout, &m_loop, [this] {
            end(failure(
                ErrorCode::ConnectionLost,
                Text::tr("%1 has been silent for too long. Try again, or choose another model.").arg(service())));
        });
    }

    Result<void> run(const std::stop_token& stop)
    {
        m_silence.start(m_post.silence);
        const std::stop_callback wake(stop,
                                      [this] { QMetaObject::invokeMethod(&m_loop, "quit", Qt::QueuedConnection); });
        if (!m_outcome)
            m_loop.exec();
        m_reply->disconnect(&m_loop);
        m_reply->abort();
        return m_outcome.value_or(cancelled());
    }

    static Result<void> cancelled() { return failure(ErrorCode::Cancelled, Text::tr("The answer was stopped.")); }

private:
    QString service() const { return m_post.address.host(); }
    int status() const { return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(); }
    bool isStream() const
    {
        const auto type = m_reply->rawHeader("Content-Type").trimmed().toLower();
        return type.startsWith("text/event-stream") || type.startsWith("application/x-ndjson");
    }

    void end(Result<void> outcome)
    {
        if (!m_outcome)
            m_outcome = std::move(outcome);
        m_loop.quit();
    }

    void somethingCame()
    {
        m_silence.start();
        if (!m_frame.isActive())
            readOn();
    }

    void readOn()
    {
        if (m_outcome || m_reply->bytesAvailable() == 0)
            return;
        const auto bytes = m_reply->readAll();
        if (status() != 200 || !isStream()) {
            m_body += bytes;
            if (m_body.size() > (status() == 200 ? longestWholeBody : longestErrorBody))
                finished();
            return;
        }
        m_frame.start(frame);
        if (auto read = m_reader.part(bytes); !read)
            end(std::move(read));
        else if (m_reader.enough())
            end({});
    }

    void finished()
    {
        readOn();
        if (m_outcome)
            return;
        const auto error = m_reply->error();
        if (status() == 0)
            end(std::unexpected(unreachable(error)));
        else if (status() != 200) {
            const auto retryAfter = m_reply->rawHeader("Retry-After");
            m_reader.refused(retryAfter);
            end(std::unexpected(errorFromStatus(status(), m_body, retryAfter, service())));
        } else if (error != QNetworkReply::NoError)
            end(std::unexpected(answerCutOff(service(), m_reply->errorString())));
        else
            end(isStream() ? Result<void>() : m_reader.whole(m_body));
    }

    Error unreachable(QNetworkReply::NetworkError error) const
    {
        const auto detail = m_reply->errorString();
        const auto sentence = [&] {
            switch (error) {
            case QNetworkReply::HostNotFoundError: // also what Qt says where a SOCKS proxy refuses by its rules
                if (!m_post.network.proxy.isEmpty() && m_post.network.proxy != "none"_L1 && !isThisComputer(service()))
                    return Text::tr("The proxy on the way to %1 does not find that name, or does not let the request "
                                    "pass. Check the address and the proxy in the settings.")
                        .arg(service());
                return Text::tr("The name %1 can't be found. Check the address in the settings and the network.")
                    .arg(service());
            case QNetworkReply::ConnectionRefusedError:
                return Text::tr(
                           "%1 refused the connection. Check that the model's server runs and that the address in the "
                           "settings is right.")
                    .arg(service());
            case QNetworkReply::SslHandshakeFailedError:
                return Text::tr("The certificate of %1 can't be trusted. Check the address, or name the file of your "
                                "organisation's certificates in the settings.")
                    .arg(service());
            case QNetworkReply::ProxyAuthenticationRequiredError:
                return Text::tr(
                           "The proxy on the way to %1 wants a name and a password, or refused them. Write the "
                           "name before the proxy's host in the settings (name@host:port), and its password below.")
                    .arg(service());
            case QNetworkReply::ProxyConnectionRefusedError:
            case QNetworkReply::ProxyConnectionClosedError:
            case QNetworkReply::ProxyNotFoundError:
            case QNetworkReply::ProxyTimeoutError:
                return Text::tr("The proxy on the way to %1 does not let the request pass. Check the proxy in the "
                                "settings, or the system's.")
                    .arg(service());
            default:
                return Text::tr("%1 can't be reached. Check the network and try again.").arg(service());
            }
        }();
        return {.code = ErrorCode::Unreachable, .sentence = sentence, .detail = detail};
    }

    const HttpRequest& m_post;
    const AnswerReader& m_reader;
    QNetworkAccessManager m_network;
    std::unique_ptr<QNetworkReply> m_reply;
    QEventLoop m_loop;
    QTimer m_frame;
    QTimer m_silence;
    QByteArray m_body;
    std::optional<Result<void>> m_outcome;
};

} // namespace

Result<void> exchange(const HttpRequest& request, const AnswerReader& reader, const std::stop_token& stop)
{
    if (stop.stop_requested())
        return Exchange::cancelled();
    return Exchange(request, reader).run(stop);
}

} // namespace kalpana::agent
