#include "remote/gateway/head.h"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>
#include <charconv>

namespace kalpana::gateway {

namespace {

namespace http = boost::beast::http;
using boost::beast::iequals;

template <bool isRequest>
using Parser = http::parser<isRequest, http::empty_body>;

/// Feeds a whole head to Beast; false if it is not exactly one.
template <bool isRequest>
bool parse(Parser<isRequest>& parser, std::string_view bytes)
{
    // Beast would join a folded line with a space; a server behind us might read it as a field of its own.
    if (bytes.find("\r\n ") != std::string_view::npos || bytes.find("\r\n\t") != std::string_view::npos)
        return false;
    parser.header_limit(static_cast<std::uint32_t>(bytes.size() + 1));
    parser.body_limit(boost::none);
    boost::system::error_code error;
    const auto taken = parser.put(boost::asio::buffer(bytes), error);
    return !error && parser.is_header_done() && taken == bytes.size();
}

template <typename Message>
Fields fieldsOf(const Message& message)
{
    Fields fields;
    for (const auto& field : message)
        fields.add(field.name_string(), field.value());
    return fields;
}

/// The body's length as the fields have it; nothing if they contradict each other. Kind::None: they don't say.
std::optional<BodyLength> lengthOf(const Fields& fields, bool http11)
{
    const auto lengths = fields.count("Content-Length");
    const auto codings = fields.count("Transfer-Encoding");
    if (codings > 0) {
        if (codings > 1 || lengths > 0 || !http11 || !iequals(fields.value("Transfer-Encoding"), "chunked"))
            return std::nullopt;
        return BodyLength{.kind = BodyLength::Kind::Chunked};
    }
    if (lengths == 0)
        return BodyLength{};
    const auto digits = fields.value("Content-Length");
    std::uint64_t bytes = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
    if (lengths > 1 || error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return BodyLength{.kind = BodyLength::Kind::Bytes, .bytes = bytes};
}

/// Turns "http://host/path" into "/path" if the host is the Host header's; false for every other form.
bool makeOriginForm(std::string& target, std::string_view host)
{
    constexpr std::string_view scheme = "http://";
    if (target.size() > scheme.size() && iequals(std::string_view(target).substr(0, scheme.size()), scheme)) {
        const auto path = std::min(target.find('/', scheme.size()), target.size());
        if (!iequals(std::string_view(target).substr(scheme.size(), path - scheme.size()), host))
            return false;
        target.erase(0, path);
        if (target.empty())
            target = "/";
    }
    return target.starts_with('/');
}

} // namespace

std::size_t Fields::count(std::string_view name) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(m_fields, [&](const Field& field) { return iequals(field.name, name); }));
}

std::string_view Fields::value(std::string_view name) const
{
    const auto found = std::ranges::find_if(m_fields, [&](const Field& field) { return iequals(field.name, name); });
    return found == m_fields.end() ? std::string_view() : std::string_view(found->value);
}

bool Fields::hasWord(std::string_view name, std::string_view word) const
{
    return std::ranges::any_of(m_fields, [&](const Field& field) {
        return iequals(field.name, name) && http::token_list(field.value).exists(word);
    });
}

bool RequestHead::isWebSocket() const
{
    return http11 && method == "GET" && body.kind == BodyLength::Kind::None &&
           fields.hasWord("Connection", "upgrade") && iequals(fields.value("Upgrade"), "websocket");
}

std::optional<std::size_t> headEnd(std::string_view bytes, std::size_t from)
{
    const auto at = bytes.find("\r\n\r\n", from < 3 ? 0 : from - 3);
    return at == std::string_view::npos ? std::nullopt : std::optional(at + 4);
}

std::expected<RequestHead, int> parseRequestHead(std::string_view bytes)
{
    Parser<true> parser;
    if (!parse(parser, bytes))
        return std::unexpected(400);
    const auto& message = parser.get();
    RequestHead head{.method = message.method_string(),
                     .target = message.target(),
                     .http11 = message.version() == 11,
                     .fields = fieldsOf(message)};
    if (message.version() != 11 && message.version() != 10)
        return std::unexpected(505);
    if (head.method == "CONNECT" || head.method == "TRACE")
        return std::unexpected(405);
    head.host = head.fields.value("Host");
    if (head.fields.count("Host") != 1 || head.fields.count("Origin") > 1 || !makeOriginForm(head.target, head.host))
        return std::unexpected(400);
    const auto length = lengthOf(head.fields, head.http11);
    if (!length)
        return std::unexpected(400);
    head.body = *length;
    return head;
}

std::optional<ResponseHead> parseResponseHead(std::string_view bytes, std::string_view method)
{
    Parser<false> parser;
    if (!parse(parser, bytes))
        return std::nullopt;
    const auto& message = parser.get();
    ResponseHead head{.status = static_cast<int>(message.result_int()),
                      .reason = message.reason(),
                      .http11 = message.version() == 11,
                      .fields = fieldsOf(message)};
    const auto length = lengthOf(head.fields, head.http11);
    if (!length)
        return std::nullopt;
    head.body = *length;
    if (method == "HEAD" || head.status < 200 || head.status == 204 || head.status == 304)
        head.body = {};
    else if (head.body.kind == BodyLength::Kind::None)
        head.body.kind = BodyLength::Kind::UntilClose;
    return head;
}

} // namespace kalpana::gateway
