#include "remote/bridge/client/search.h"

#include "remote/bridge/client/call.h"

namespace kalpana::bridge::client {

namespace {

using protocol::Fields;

constexpr std::chrono::seconds walkTime{60}; // Walking a large tree on a slow disk.

SearchMatch matchOf(Fields& fields)
{
    return {.path = fields.text("path"),
            .line = static_cast<std::uint32_t>(fields.number("line")),
            .column = static_cast<std::uint32_t>(fields.optionalNumber("column").value_or(0)),
            .text = fields.content("text"),
            .before = fields.texts("before"),
            .after = fields.texts("after")};
}

FoundName nameOf(Fields& fields)
{
    FoundName name{.path = fields.text("path")};
    for (const auto place : fields.numbers("places"))
        name.places.push_back(static_cast<std::uint32_t>(place));
    return name;
}

} // namespace

asio::awaitable<Result<SearchResult>> search(ClientPointer client, SearchSpec spec, MatchesSink onMatches)
{
    auto handlers = about(spec.query);
    handlers.timeout = walkTime;
    Payload payload;
    payload.with("query", spec.query)
        .with("regex", spec.regex)
        .with("case", std::string(spec.smartCase       ? "smart"
                                  : spec.caseSensitive ? "sensitive"
                                                       : "ignore"))
        .withSome("glob", spec.glob)
        .withSome("path", spec.path)
        .withSome("include", spec.include)
        .withSome("exclude", spec.exclude)
        .with("limit", spec.limit)
        .with("context", spec.context);
    if (onMatches) {
        payload.with("stream", true);
        handlers.onEvent = [onMatches = std::move(onMatches)](std::string_view event, const Json& found) {
            Fields fields(found);
            if (event == "search.matches")
                onMatches(listOf<SearchMatch>(fields, "matches", matchOf));
        };
    }
    return call<SearchResult>(std::move(client), "search", payload.take(), std::move(handlers), [](Fields& fields) {
        return SearchResult{.matches = listOf<SearchMatch>(fields, "matches", matchOf),
                            .found = fields.optionalNumber("found").value_or(0),
                            .truncated = fields.flag("truncated"),
                            .engine = fields.optionalText("engine").value_or(std::string())};
    });
}

asio::awaitable<Result<FoundNames>> findNames(ClientPointer client, std::string query,
                                              std::optional<std::uint32_t> limit, std::string path)
{
    auto handlers = about(query);
    handlers.timeout = walkTime;
    auto payload =
        Payload().with("query", std::move(query)).with("limit", limit).withSome("path", std::move(path)).take();
    return call<FoundNames>(
        std::move(client), "search.names", std::move(payload), std::move(handlers), [](Fields& fields) {
            return FoundNames{.files = listOf<FoundName>(fields, "files", nameOf), .found = fields.number("found")};
        });
}

} // namespace kalpana::bridge::client
