#include "remote/bridge/client/language.h"

#include "remote/bridge/client/reply.h"

namespace kalpana::bridge::client {

namespace {

using protocol::Fields;

/// A server that starts reads the workspace first.
constexpr std::chrono::seconds kPatience{90};

std::uint32_t number(Fields& fields, const char* name)
{
    return static_cast<std::uint32_t>(fields.number(name));
}

TextRange rangeOf(Fields& fields)
{
    return {number(fields, "line"), number(fields, "character"), number(fields, "endLine"),
            number(fields, "endCharacter")};
}

CodeLocation locationOf(Fields& fields)
{
    return {.path = fields.text("path"), .outside = fields.flag("outside"), .range = rangeOf(fields)};
}

void readAnswer(Fields& fields, LanguageAnswer& answer)
{
    answer.server = fields.text("server");
    answer.indexing = fields.flag("indexing");
    answer.truncated = fields.flag("truncated");
}

asio::awaitable<Result<Json>> ask(ClientPointer client, const char* type, Json payload, const std::string& subject,
                                  const LanguageServers& servers)
{
    if (!servers.empty())
        payload["servers"] = servers;
    RequestHandlers handlers;
    handlers.timeout = kPatience;
    handlers.subject = QString::fromStdString(subject);
    co_return co_await client->request(type, std::move(payload), std::move(handlers));
}

Json payloadOf(const CodePosition& position)
{
    return {{"path", position.path}, {"line", position.line}, {"character", position.character}};
}

/// Reads the objects of a list, each by `read`.
template <typename Answer, typename Item>
Result<Answer> listOf(const Result<Json>& reply, const char* name, std::vector<Item> Answer::* list,
                      Item (*read)(Fields&))
{
    if (!reply)
        return std::unexpected(reply.error());
    Fields fields(*reply);
    Answer answer;
    readAnswer(fields, answer);
    for (const Json& object : fields.objects(name)) {
        Fields item(object);
        (answer.*list).push_back(read(item));
        if (const auto wrong = misread(item))
            return std::unexpected(*wrong);
    }
    if (const auto wrong = misread(fields))
        return std::unexpected(*wrong);
    return answer;
}

CodeDiagnostic diagnosticOf(Fields& fields)
{
    return {.severity = fields.text("severity"),
            .message = fields.content("message"),
            .source = fields.content("source"),
            .code = fields.content("code"),
            .range = rangeOf(fields)};
}

CodeSymbol symbolOf(Fields& fields)
{
    return {.name = fields.content("name"),
            .kind = fields.text("kind"),
            .container = fields.content("container"),
            .location = locationOf(fields)};
}

} // namespace

asio::awaitable<Result<CodeLocations>> definitionOf(ClientPointer client, CodePosition position,
                                                    LanguageServers servers)
{
    co_return listOf(
        co_await ask(std::move(client), "language.definition", payloadOf(position), position.path, servers),
        "locations", &CodeLocations::locations, &locationOf);
}

asio::awaitable<Result<CodeLocations>> referencesTo(ClientPointer client, CodePosition position,
                                                    LanguageServers servers)
{
    co_return listOf(
        co_await ask(std::move(client), "language.references", payloadOf(position), position.path, servers),
        "locations", &CodeLocations::locations, &locationOf);
}

asio::awaitable<Result<CodeHover>> hoverAt(ClientPointer client, CodePosition position, LanguageServers servers)
{
    const auto reply = co_await ask(std::move(client), "language.hover", payloadOf(position), position.path, servers);
    if (!reply)
        co_return std::unexpected(reply.error());
    Fields fields(*reply);
    CodeHover hover;
    readAnswer(fields, hover);
    hover.text = fields.content("text");
    hover.isMarkdown = fields.text("format") == "markdown";
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return hover;
}

asio::awaitable<Result<CodeDiagnostics>> diagnosticsOf(ClientPointer client, std::string path, LanguageServers servers)
{
    Json payload{{"path", path}};
    const auto reply = co_await ask(std::move(client), "language.diagnostics", std::move(payload), path, servers);
    auto answer = listOf(reply, "diagnostics", &CodeDiagnostics::diagnostics, &diagnosticOf);
    if (answer)
        answer->complete = Fields(*reply).flag("complete");
    co_return answer;
}

asio::awaitable<Result<CodeSymbols>> symbolsOf(ClientPointer client, std::string path, LanguageServers servers)
{
    Json payload{{"path", path}};
    co_return listOf(co_await ask(std::move(client), "language.symbols", std::move(payload), path, servers), "symbols",
                     &CodeSymbols::symbols, &symbolOf);
}

asio::awaitable<Result<CodeSymbols>> findSymbols(ClientPointer client, std::string query, std::string languageId,
                                                 LanguageServers servers)
{
    Json payload{{"query", query}, {"languageId", languageId}};
    co_return listOf(co_await ask(std::move(client), "language.symbols", std::move(payload), query, servers), "symbols",
                     &CodeSymbols::symbols, &symbolOf);
}

} // namespace kalpana::bridge::client
