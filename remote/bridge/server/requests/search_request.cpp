#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/requests/context.h"
#include "remote/bridge/server/search/ripgrep.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

constexpr std::uint64_t kMostMatches = 10000;

Json toJson(const Match& match)
{
    return {{"path", match.path}, {"line", match.line}, {"column", match.column}, {"text", match.text}};
}

Answer search(Context& context, Call call)
{
    protocol::Fields fields(call.payload);
    SearchSpec spec{.query = fields.text("query"),
                    .regex = fields.flag("regex"),
                    .caseSensitive = fields.flag("caseSensitive", true)};
    spec.glob = fields.optionalText("glob").value_or("");
    spec.limit = std::min(fields.optionalNumber("limit").value_or(spec.limit), kMostMatches);
    if (!fields.failure() && (spec.query.empty() || spec.query.find('\n') != std::string::npos))
        fields.refuse("query", "\"query\" must be one line that is not empty.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());

    Outcome<SearchOutcome> found;
    const auto ripgrep = findRipgrep();
    if (ripgrep)
        found = co_await searchByRipgrep(context.children, context.root, spec, *ripgrep, call.stop);
    else
        co_await context.workers.run([&] { found = searchFiles(context.root, spec, call.stop); });
    if (!found)
        co_return std::unexpected(found.error());
    std::ranges::stable_sort(found->matches, {}, &Match::path); // ripgrep looks into many files at once
    Json matches = Json::array();
    for (const auto& match : found->matches)
        matches.push_back(toJson(match));
    co_return Json{
        {"matches", std::move(matches)}, {"truncated", found->truncated}, {"engine", ripgrep ? "ripgrep" : "own"}};
}

} // namespace

void addSearchRequest(Handlers& handlers, Context& context)
{
    handlers.byType["search"] = [&context](Call call) { return search(context, std::move(call)); };
}

} // namespace kalpana::bridge::server
