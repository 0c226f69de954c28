#include "core/fetch/http_pages.h"

#include "core/agent/network_proxies.h"
#include "core/fetch/body_text.h"
#include "core/fetch/host_addresses.h"
#include "core/fetch/http_get.h"
#include "core/permissions/web_place.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace kalpana::fetch {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRedirects = 5;
constexpr qsizetype mostAddresses = 4; // of a host, tried one after the other

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Fetch)
};

bool isRedirect(int status)
{
    constexpr std::array statuses{301, 302, 303, 307, 308};
    return std::ranges::find(statuses, status) != statuses.end();
}

/// -1 where it is the scheme's own.
int portOf(const QUrl& address)
{
    const bool isStandard = address.port() == (address.scheme() == "https"_L1 ? 443 : 80);
    return isStandard ? -1 : address.port();
}

/// The same host at its same port, and not from TLS to none.
bool staysThere(const QUrl& from, const QUrl& to)
{
    const bool known = to.scheme() == "http"_L1 || to.scheme() == "https"_L1;
    const bool isLess = from.scheme() == "https"_L1 && to.scheme() != "https"_L1;
    return known && !isLess && to.host() == from.host() && portOf(to) == portOf(from) && to.userInfo().isEmpty();
}

class Fetching final {
public:
    Fetching(const agent::WebRequest& request, const agent::NetworkRoute& network, const FetchLimits& limits,
             const Lookup& lookup, const std::stop_token& stop)
        : m_request(request), m_network(network), m_limits(limits), m_lookup(lookup), m_stop(stop),
          m_deadline(Clock::now() + limits.time)
    {
    }

    Result<agent::WebPage> run()
    {
        auto address = m_request.address;
        for (int redirects = 0; redirects <= mostRedirects; ++redirects) {
            const auto answer = ask(address);
            if (!answer)
                return std::unexpected(answer.error());
            if (!isRedirect(answer->status) || answer->location.isEmpty())
                return pageOf(*answer, address);
            auto next = address.resolved(QUrl::fromEncoded(answer->location));
            next.setFragment({});
            if (!staysThere(address, next))
                return agent::WebPage{.address = address, .status = answer->status, .leadsTo = next};
            address = next;
        }
        return failure(ErrorCode::Protocol,
                       Text::tr("%1 leads round in a circle: more than %2 times to yet another address.")
                           .arg(address.host())
                           .arg(mostRedirects));
    }

private:
    /// One GET, at an address that may be asked.
    Result<GetAnswer> ask(const QUrl& address)
    {
        const auto place = permissions::webPlace(address.toEncoded().toStdString());
        if (!place)
            return failure(
                ErrorCode::Usage,
                Text::tr("%1 is not an address that can be fetched.").arg(address.toString(QUrl::FullyEncoded)));
        const auto host = QString::fromStdString(place->host);
        const bool mayBeNear = m_request.mayBeNear && m_request.mayBeNear(address);
        if (permissions::isNear(*place) && !mayBeNear)
            return std::unexpected(tooNear(host));
        GetRequest get{.address = address,
                       .authorities = m_network.authorities,
                       .mostBytes = m_limits.bytes,
                       .deadline = m_deadline};
        get.proxy = agent::NetworkProxies(m_network).queryProxy(QNetworkProxyQuery(address)).value(0);
        const auto known = m_lookup(host, m_deadline, m_stop);
        if (!known)
            return std::unexpected(known.error());
        auto open = *known;
        if (!mayBeNear)
            open.removeIf([](const QHostAddress& one) { return !isPublic(one); });
        if (open.isEmpty() && !known->isEmpty())
            return std::unexpected(tooNear(host));
        if (get.proxy.type() != QNetworkProxy::NoProxy)
            return fetch::get(get, wants, m_stop);
        if (open.isEmpty())
            return failure(ErrorCode::UnknownHost, Text::tr("The name %1 can't be found.").arg(host));
        return askFirstOf(open.first(std::min(mostAddresses, open.size())), get);
    }

    Result<GetAnswer> askFirstOf(const QList<QHostAddress>& addresses, GetRequest& get) const
    {
        Result<GetAnswer> answer;
        for (qsizetype at = 0; at < addresses.size(); ++at) {
            get.at = addresses[at];
            get.deadline = Clock::now() + (m_deadline - Clock::now()) / (addresses.size() - at);
            answer = fetch::get(get, wants, m_stop);
            if (answer || answer.error().code != ErrorCode::Unreachable)
                break;
        }
        return answer;
    }

    static bool isPacked(const GetAnswer& head) { return !head.encoding.isEmpty() && head.encoding != "identity"; }

    static bool wants(const GetAnswer& head)
    {
        return !isRedirect(head.status) && isText(head.type) && !isPacked(head);
    }

    static Error tooNear(const QString& host)
    {
        return {.code = ErrorCode::NoPermission,
                .sentence = Text::tr("%1 is this computer, or belongs to a network that is not public. It is fetched "
                                     "from only where a rule for fetch allows exactly \"%1\"; the user can add one in "
                                     "“What the agent may do”.")
                                .arg(host)};
    }

    [[nodiscard]] static Result<agent::WebPage> pageOf(const GetAnswer& answer, const QUrl& address)
    {
        if (isPacked(answer))
            return failure(
                ErrorCode::Unsupported,
                Text::tr("%1 is sent packed (%2) though it was not asked to, so it was not fetched.")
                    .arg(address.toString(QUrl::FullyEncoded), QString::fromLatin1(answer.encoding.left(40))));
        const auto type = mediaType(answer.type);
        auto text = isText(answer.type) ? textOf(answer.body, answer.type, address) : std::nullopt;
        if (!text)
            return failure(ErrorCode::Unsupported,
                           Text::tr("%1 is not a text%2, so it was not fetched.")
                               .arg(address.toString(QUrl::FullyEncoded),
                                    type.isEmpty() ? QString() : u" ("_s + QString::fromLatin1(type.left(100)) + u')'));
        return agent::WebPage{.address = address,
                              .status = answer.status,
                              .type = type.isEmpty() ? u"no type"_s : QString::fromLatin1(type.left(100)),
                              .title = std::move(text->title),
                              .text = std::move(text->text),
                              .isCut = answer.isCut};
    }

    const agent::WebRequest& m_request;
    const agent::NetworkRoute& m_network;
    const FetchLimits& m_limits;
    const Lookup& m_lookup;
    const std::stop_token& m_stop;
    Clock::time_point m_deadline;
};

} // namespace

Result<agent::WebPage> HttpPages::fetch(const agent::WebRequest& request, const std::stop_token& stop)
{
    if (!request.again && m_last && m_last->asked == request.address)
        return m_last->page;
    m_last.reset();
    auto page = Fetching(request, m_network, m_limits, m_lookup, stop).run();
    if (page && !page->leadsTo.isValid())
        m_last = Last{request.address, *page};
    return page;
}

} // namespace kalpana::fetch
