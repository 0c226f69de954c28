#include "remote/gateway/admission.h"

#include <QUrl>
#include <QUrlQuery>
#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <array>

namespace kalpana::gateway {

namespace {

using boost::beast::iequals;
using namespace Qt::StringLiterals;

std::string escaped(std::string_view text)
{
    return QUrl::toPercentEncoding(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))).toStdString();
}

/// The target's path and its query's items, percent-decoded.
struct OwnTarget {
    std::string path;
    std::string token;
    std::string next;
    std::uint16_t port = 0;

    explicit OwnTarget(std::string_view target) : path(target.substr(0, target.find('?')))
    {
        const auto question = target.find('?');
        if (question == std::string_view::npos)
            return;
        const auto text = target.substr(question + 1);
        const QUrlQuery query(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())));
        const auto item = [&](const QString& name) {
            return query.queryItemValue(name, QUrl::FullyDecoded).toStdString();
        };
        token = item(u"token"_s);
        next = item(u"next"_s);
        bool isNumber = false;
        const auto number = query.queryItemValue(u"port"_s).toUShort(&isNumber);
        port = isNumber ? number : 0;
    }
};

bool isNavigation(const RequestHead& request)
{
    return request.method == "GET" && request.fields.value("Sec-Fetch-Mode") == "navigate" &&
           request.fields.value("Sec-Fetch-Dest") == "document";
}

/// Whether a page of another site could do harm by this request: it changes something, or it can read what comes back.
bool needsOwnOrigin(const RequestHead& request)
{
    constexpr std::array<std::string_view, 3> safe{"GET", "HEAD", "OPTIONS"};
    return request.isWebSocket() || request.fields.has("Upgrade") ||
           std::ranges::find(safe, request.method) == std::end(safe);
}

bool hasOwnOrigin(const RequestHead& request, const std::string& authority)
{
    // Programs that are not browsers send none; they can't be made to carry the cookie by a page.
    return !request.fields.has("Origin") || iequals(request.fields.value("Origin"), "http://" + authority);
}

std::string allCookies(const RequestHead& request)
{
    std::string all;
    for (const auto& field : request.fields)
        if (iequals(field.name, "Cookie"))
            all.append(all.empty() ? "" : "; ").append(field.value);
    return all;
}

Answer enter(const RequestHead& request, const OwnTarget& target, const Site& site, Entrance& entrance,
             Clock::time_point now)
{
    if (request.method != "GET")
        return refusal(405); // A look by HEAD must not use the token up.
    const auto next = isSafeLocalPath(target.next) ? target.next : std::string("/");
    if (!entrance.redeem(target.token, site, now))
        return entrance.admits(allCookies(request), site) ? redirect(next) : refusal(401);
    auto answer = request.fields.value("Sec-Fetch-Site") == "cross-site" ? redirectFromHere(next) : redirect(next);
    answer.fields.add("Set-Cookie", entrance.cookieFor(site));
    return answer;
}

} // namespace

Decision decide(const RequestHead& request, std::string_view workspace, std::uint16_t listenerPort, Entrance& entrance,
                Clock::time_point now)
{
    const auto site = siteOf(request.host, workspace, listenerPort);
    if (!site)
        return refusal(421);
    const auto isOwn = request.target.starts_with(ownPath);
    const OwnTarget target(isOwn ? std::string_view(request.target) : std::string_view());
    if (target.path == "/__kalpana/enter")
        return enter(request, target, *site, entrance, now);

    if (!entrance.admits(allCookies(request), *site)) {
        if (site->port == 0 || isOwn || !isNavigation(request))
            return refusal(401);
        const auto editor = authorityOf({.workspace = site->workspace}, listenerPort);
        return redirect("http://" + editor + "/__kalpana/port?port=" + std::to_string(site->port) +
                        "&next=" + escaped(request.target));
    }
    if (needsOwnOrigin(request) && !hasOwnOrigin(request, authorityOf(*site, listenerPort)))
        return refusal(403);
    if (target.path == "/__kalpana/port" && site->port == 0 && target.port != 0 && isNavigation(request)) {
        const Site portSite{.workspace = site->workspace, .port = target.port};
        return redirect(enterAddressOf(portSite, listenerPort, entrance.mint(portSite, now), target.next));
    }
    if (isOwn)
        return refusal(404);
    return Forward{*site};
}

std::string enterAddressOf(const Site& site, std::uint16_t listenerPort, std::string_view token, std::string_view next)
{
    auto address = "http://" + authorityOf(site, listenerPort) + "/__kalpana/enter?token=" + std::string(token);
    if (!next.empty() && next != "/")
        address += "&next=" + escaped(next);
    return address;
}

bool isSafeLocalPath(std::string_view path)
{
    const auto harmless = [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '\\'; };
    return path.starts_with('/') && !path.starts_with("//") && path.size() <= 4096 &&
           std::ranges::all_of(path, harmless) && !path.starts_with(ownPath);
}

} // namespace kalpana::gateway
