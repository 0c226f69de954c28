#include "remote/gateway/page.h"

#include <QCoreApplication>
#include <boost/beast/http/status.hpp>

namespace kalpana::gateway {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gateway)
};

std::string html(const QString& title, const QString& content, const QString& refresh)
{
    const auto page = QStringLiteral(R"(<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">%1<title>%2</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif; color: light-dark(#1f2328, #e6e6e6); background: light-dark(#ffffff, #1e1e1e); }
main { max-width: 36rem; padding: 2rem; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
p { margin: .5rem 0; color: light-dark(#57606a, #a0a0a0); overflow-wrap: anywhere; }
</style></head><body><main><h1>%2</h1>%3</main></body></html>
)");
    // One call: what is inserted may hold percent signs.
    return page.arg(refresh, title.toHtmlEscaped(), content).toStdString();
}

QString paragraph(const QString& text)
{
    return QStringLiteral("<p>") + text.toHtmlEscaped() + QStringLiteral("</p>");
}

PageText refusalText(int status)
{
    switch (status) {
    case 401:
        return {Text::tr("This browser is not signed in to the workspace"),
                Text::tr("Open the workspace from Kalpana, or run “kalpanactl open” with its name and use the "
                         "address that it prints. Each address works once, for 30 seconds.")};
    case 403:
        return {Text::tr("Refused"), Text::tr("Another page asked for this. Only the workspace's own pages may.")};
    case 404:
        return {Text::tr("Nothing is here"), Text::tr("The gateway has no such page.")};
    case 405:
        return {Text::tr("Not possible"), Text::tr("The gateway does not carry out requests of this kind.")};
    case 408:
        return {Text::tr("Too slow"), Text::tr("The request did not arrive in time. Load the page again.")};
    case 421:
        return {
            Text::tr("No workspace has this name"),
            Text::tr("The address does not belong to a workspace that is open here. Open the workspace from Kalpana.")};
    case 431:
        return {
            Text::tr("The request is too large"),
            Text::tr(
                "Its header is over the limit. Remove this site's cookies in the browser and load the page again.")};
    case 503:
        return {Text::tr("The gateway is busy"),
                Text::tr("Too many connections are open. Close some tabs and load the page again.")};
    case 505:
        return {Text::tr("Another HTTP version"), Text::tr("The gateway speaks HTTP/1.1.")};
    default:
        return {Text::tr("The request can't be understood"),
                Text::tr("It is not valid HTTP/1.1, or it could be read in two ways.")};
    }
}

} // namespace

Answer pageAnswer(int status, const PageText& page)
{
    auto content = paragraph(page.text);
    if (page.loadsAgain)
        content += paragraph(Text::tr("This page loads again by itself."));
    Answer answer{.status = status,
                  .body =
                      html(page.title, content,
                           page.loadsAgain ? QStringLiteral(R"(<meta http-equiv="refresh" content="3">)") : QString())};
    if (page.loadsAgain)
        answer.fields.add("Retry-After", "3");
    return answer;
}

Answer refusal(int status)
{
    return pageAnswer(status, refusalText(status));
}

Answer redirect(const std::string& address)
{
    Answer answer{.status = 303};
    answer.fields.add("Location", address);
    return answer;
}

Answer redirectFromHere(const std::string& path)
{
    const auto refresh = QStringLiteral(R"(<meta http-equiv="refresh" content="0;url=%1">)")
                             .arg(QString::fromStdString(path).toHtmlEscaped());
    return {.status = 200, .body = html(Text::tr("Opening the workspace"), QString(), refresh)};
}

std::string serialize(const Answer& answer, bool withBody, bool keepAlive)
{
    const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(answer.status));
    auto bytes = "HTTP/1.1 " + std::to_string(answer.status) + " " + std::string(reason) + "\r\n";
    for (const auto& field : answer.fields)
        bytes += field.name + ": " + field.value + "\r\n";
    bytes += "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: "
             "nosniff\r\nX-Frame-Options: SAMEORIGIN\r\n"
             "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n";
    if (!answer.body.empty())
        bytes += "Content-Type: text/html; charset=utf-8\r\n";
    bytes += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
    bytes += keepAlive ? "\r\n" : "Connection: close\r\n\r\n";
    if (withBody)
        bytes += answer.body;
    return bytes;
}

} // namespace kalpana::gateway
