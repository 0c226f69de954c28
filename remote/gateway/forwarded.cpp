#include "remote/gateway/forwarded.h"

#include "remote/gateway/cookie.h"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <array>

namespace kalpana::gateway {

namespace {

using boost::beast::iequals;

bool isOneOf(std::string_view name, const auto& names)
{
    return std::ranges::any_of(names, [&](std::string_view each) { return iequals(name, each); });
}

/// Belongs to one connection. Transfer-Encoding does too, but the chunks pass unchanged and so does their field.
bool isHopByHop(const Fields& fields, std::string_view name)
{
    constexpr std::array<std::string_view, 6> always{"Connection",          "Keep-Alive", "Proxy-Connection",
                                                     "Proxy-Authorization", "TE",         "Upgrade"};
    if (isOneOf(name, always))
        return true;
    // Connection may name more, but not what the other side relies on: naming Host or Cookie there is an attack.
    constexpr std::array<std::string_view, 8> never{
        "Host", "Origin", "Cookie", "Content-Length", "Transfer-Encoding", "Expect", "Set-Cookie", "Content-Encoding"};
    return !isOneOf(name, never) && fields.hasWord("Connection", name);
}

void append(std::string& head, std::string_view name, std::string_view value)
{
    head.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

std::string forwardedHead(const RequestHead& request, std::string_view cookieName)
{
    std::string head;
    head.reserve(1024);
    head.append(request.method)
        .append(" ")
        .append(request.target)
        .append(request.http11 ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
    for (const auto& field : request.fields) {
        if (isHopByHop(request.fields, field.name))
            continue;
        if (!iequals(field.name, "Cookie")) {
            append(head, field.name, field.value);
        } else if (const auto others = withoutCookie(field.value, cookieName); !others.empty()) {
            append(head, field.name, others);
        }
    }
    if (request.isWebSocket()) {
        append(head, "Connection", "Upgrade");
        append(head, "Upgrade", "websocket");
    }
    return head += "\r\n";
}

std::string forwardedHead(const ResponseHead& response, bool keepAlive)
{
    std::string head;
    head.reserve(1024);
    head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(response.reason).append("\r\n");
    for (const auto& field : response.fields)
        if (!isHopByHop(response.fields, field.name))
            append(head, field.name, field.value);
    if (response.status == 101) {
        append(head, "Connection", "Upgrade");
        append(head, "Upgrade", response.fields.value("Upgrade"));
    } else if (!keepAlive && response.status >= 200) {
        append(head, "Connection", "close");
    }
    return head += "\r\n";
}

} // namespace kalpana::gateway
