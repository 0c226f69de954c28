#include "core/fetch/http_get.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslConfiguration>

#include <memory>

namespace kalpana::fetch {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostBuffered = qint64{256} * 1024;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Fetch)
};

QNetworkRequest requestFor(const GetRequest& get)
{
    auto address = get.address;
    QNetworkRequest request;
    if (!get.at.isNull()) {
        // To this very address, whatever the name leads to by now; the name goes into Host, SNI and the certificate.
        const auto host = address.host(QUrl::FullyEncoded);
        request.setRawHeader("Host", address.authority(QUrl::FullyEncoded).toLatin1());
        if (QHostAddress(host).isNull())
            request.setPeerVerifyName(host);
        address.setHost(get.at.toString());
    }
    request.setUrl(address);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"Kalpana/"_s + QLatin1StringView(KALPANA_VERSION));
    request.setRawHeader("Accept", "text/html, text/markdown, text/plain, application/json, */*;q=0.1");
    request.setRawHeader("Accept-Encoding", "identity"); // nothing is unpacked, so that nothing can burst
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false); // it would say the address for the name
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    if (const auto more = QSslCertificate::fromData(get.authorities, QSsl::Pem); !more.isEmpty()) {
        auto tls = request.sslConfiguration();
        tls.addCaCertificates(more);
        request.setSslConfiguration(tls);
    }
    return request;
}

class Get final {
public:
    Get(const GetRequest& request, const std::function<bool(const GetAnswer&)>& wants)
        : m_request(request), m_wants(wants)
    {
        m_network.setProxy(request.proxy);
        m_network.setAutoDeleteReplies(false);
        m_reply.reset(m_network.get(requestFor(request)));
        m_reply->setReadBufferSize(mostBuffered);
        QObject::connect(m_reply.get(), &QNetworkReply::readyRead, &m_waiting.loop, [this] { readOn(); });
        QObject::connect(m_reply.get(), &QNetworkReply::finished, &m_waiting.loop, [this] {
            readOn();
            m_waiting.end();
        });
    }

    Result<GetAnswer> run(const std::stop_token& stop)
    {
        const auto waited = m_waiting.until(m_request.deadline, stop);
        m_reply->disconnect(&m_waiting.loop);
        const auto error = m_reply->error();
        const auto detail = m_reply->errorString();
        const auto status = this->status();
        m_reply->abort();
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, Text::tr("It was stopped."));
        if (status == 0)
            return std::unexpected(unreachable(waited, error, detail));
        if (m_enough)
            return m_answer;
        if (waited == Waited::TooLong) {
            if (m_answer.body.isEmpty())
                return failure(ErrorCode::ConnectionLost,
                               Text::tr("%1 began to answer, but sent nothing in time.").arg(host()));
            m_answer.isCut = true;
            return m_answer;
        }
        // A status of 400 or more is an error to Qt, an answer to us.
        constexpr int firstError = 400;
        if (error != QNetworkReply::NoError && (status < firstError || !m_hasHead))
            return failure(ErrorCode::ConnectionLost,
                           Text::tr("What %1 sent broke off, or could not be unpacked.").arg(host()), detail);
        return m_answer;
    }

private:
    [[nodiscard]] QString host() const { return m_request.address.host(); }
    [[nodiscard]] int status() const { return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(); }

    void readOn()
    {
        if (m_enough || status() == 0)
            return;
        if (!m_hasHead) {
            m_hasHead = true;
            m_answer.status = status();
            m_answer.type = m_reply->rawHeader("Content-Type");
            m_answer.encoding = m_reply->rawHeader("Content-Encoding").trimmed().toLower();
            m_answer.location = m_reply->rawHeader("Location");
            if (!m_wants(m_answer))
                return enough();
        }
        const auto room = m_request.mostBytes - m_answer.body.size();
        m_answer.body += m_reply->read(room);
        if (m_reply->bytesAvailable() > 0 && m_answer.body.size() >= m_request.mostBytes) {
            m_answer.isCut = true;
            enough();
        }
    }

    void enough()
    {
        m_enough = true;
        m_waiting.end();
    }

    [[nodiscard]] Error unreachable(Waited waited, QNetworkReply::NetworkError error, const QString& detail) const
    {
        const auto sentence = [&] {
            if (waited == Waited::TooLong)
                return Text::tr("%1 did not answer in time.").arg(host());
            switch (error) {
            case QNetworkReply::HostNotFoundError:
                return Text::tr("The name %1 can't be found.").arg(host());
            case QNetworkReply::ConnectionRefusedError:
                return Text::tr("%1 refused the connection.").arg(host());
            case QNetworkReply::SslHandshakeFailedError:
                return Text::tr("The certificate of %1 can't be trusted.").arg(host());
            case QNetworkReply::ProxyConnectionRefusedError:
            case QNetworkReply::ProxyConnectionClosedError:
            case QNetworkReply::ProxyNotFoundError:
            case QNetworkReply::ProxyTimeoutError:
            case QNetworkReply::ProxyAuthenticationRequiredError:
                return Text::tr("The proxy on the way to %1 does not let the request pass. The user can look at the "
                                "proxy in the settings.")
                    .arg(host());
            default:
                return Text::tr("%1 can't be reached.").arg(host());
            }
        }();
        return {.code = ErrorCode::Unreachable, .sentence = sentence, .detail = detail};
    }

    const GetRequest& m_request;
    const std::function<bool(const GetAnswer&)>& m_wants;
    Waiting m_waiting;
    QNetworkAccessManager m_network;
    std::unique_ptr<QNetworkReply> m_reply;
    GetAnswer m_answer;
    bool m_hasHead = false;
    bool m_enough = false;
};

} // namespace

Result<GetAnswer> get(const GetRequest& request, const std::function<bool(const GetAnswer& head)>& wants,
                      const std::stop_token& stop)
{
    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, Text::tr("It was stopped."));
    return Get(request, wants).run(stop);
}

} // namespace kalpana::fetch
