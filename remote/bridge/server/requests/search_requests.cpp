#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/requests/context.h"
#include "remote/bridge/server/search/names.h"
#include "remote/bridge/server/search/ripgrep.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace kalpana::bridge::server {

namespace {

using protocol::Code;
using protocol::Fields;
using namespace std::chrono_literals;

constexpr std::uint64_t kMostMatches = 10000;
constexpr std::size_t kLongestQuery = 4096;
constexpr std::size_t kMostGlobs = 200;
/// Of text in one answer; as JSON it may be six times as much.
constexpr std::size_t kMostBytes = 2U << 20U;
/// A search that streams waits here for its client.
constexpr std::size_t kMostWaiting = 1U << 20U;
/// Matches that are found within this time are sent together.
constexpr auto kTogether = 20ms;

Json toJson(const Match& match)
{
    Json json{{"path", match.path}, {"line", match.line}, {"column", match.column}, {"text", match.text}};
    if (!match.before.empty())
        json["before"] = match.before;
    if (!match.after.empty())
        json["after"] = match.after;
    return json;
}

Json toJson(const std::vector<Match>& matches)
{
    Json list = Json::array();
    for (const auto& match : matches)
        list.push_back(toJson(match));
    return list;
}

std::size_t sizeOf(const Match& match)
{
    std::size_t size = 100 + match.path.size() + match.text.size();
    for (const auto* lines : {&match.before, &match.after})
        for (const auto& line : *lines)
            size += line.size() + 8;
    return size;
}

/// What a search has found and its client has not got yet: bounded. Threads put in, the loop's takes out.
class Found final {
public:
    Found(const asio::any_io_executor& executor, std::uint64_t limit, bool streams)
        : changed(executor), m_executor(executor), m_limit(limit), m_streams(streams)
    {
    }

    /// False where there is enough. Waits for room where `mayWait`.
    bool add(std::vector<Match> matches, bool mayWait, const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        for (auto& match : matches) {
            if (m_count >= m_limit || (!m_streams && m_bytes > kMostBytes)) {
                m_truncated = true;
                return false;
            }
            ++m_count;
            m_bytes += sizeOf(match);
            m_matches.push_back(std::move(match));
        }
        if (!m_streams)
            return true;
        asio::post(m_executor, [event = changed]() mutable { event.notify(); });
        if (mayWait)
            m_room.wait(lock, stop, [this] { return m_bytes < kMostWaiting; });
        return true;
    }

    [[nodiscard]] std::vector<Match> take()
    {
        const std::scoped_lock lock(m_mutex);
        m_bytes = 0;
        m_room.notify_all();
        return std::exchange(m_matches, {});
    }

    [[nodiscard]] bool isAny()
    {
        const std::scoped_lock lock(m_mutex);
        return !m_matches.empty();
    }
    [[nodiscard]] bool isFull()
    {
        const std::scoped_lock lock(m_mutex);
        return m_streams && m_bytes >= kMostWaiting;
    }
    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] bool truncated() const { return m_truncated; }

    Event changed;
    bool ended = false; ///< the loop's

private:
    asio::any_io_executor m_executor;
    std::uint64_t m_limit;
    bool m_streams;
    std::mutex m_mutex;
    std::condition_variable_any m_room;
    std::vector<Match> m_matches;
    std::uint64_t m_count = 0;
    std::size_t m_bytes = 0;
    bool m_truncated = false;
};

enum class Engine { Ripgrep, Own };

/// Searches by ripgrep, or by the bridge's own engine where that must be or ripgrep is too old.
asio::awaitable<Outcome<Engine>> search(Context& context, const SearchSpec& spec, Found& found, bool byOwn,
                                        std::stop_token stop)
{
    const auto ripgrep = byOwn || !canSearchByRipgrep(context.root, spec) ? std::nullopt : findRipgrep();
    if (ripgrep) {
        const TakeMatches take = [&](std::vector<Match> matches) { return found.add(std::move(matches), false, stop); };
        const std::function room = [&found, stop]() -> asio::awaitable<void> {
            while (found.isFull() && !stop.stop_requested())
                co_await delay(5ms);
        };
        const auto done = co_await searchByRipgrep(context.children, context.root, spec, *ripgrep, stop, take, room);
        if (done)
            co_return Engine::Ripgrep;
        if (done.error().code != Code::NotExecutable)
            co_return std::unexpected(done.error());
    }
    Outcome<void> done;
    co_await context.workers.run([&] {
        done = searchFiles(context.root, spec, stop,
                           [&](std::vector<Match> matches) { return found.add(std::move(matches), true, stop); });
    });
    if (!done)
        co_return std::unexpected(done.error());
    co_return Engine::Own;
}

/// Sends what is found as it is found, until the search has ended.
asio::awaitable<void> stream(Found& found, const Call& call)
{
    for (bool ended = false; !ended;) {
        if (!found.ended && !found.isAny())
            co_await found.changed.wait();
        if (!found.ended)
            co_await delay(kTogether);
        ended = found.ended;
        const auto matches = found.take();
        if (!matches.empty() && !call.stop.stop_requested())
            call.out->send(encode(protocol::Event{"search.matches", {{"id", call.id}, {"matches", toJson(matches)}}}));
        co_await call.out->room();
    }
}

SearchSpec::Case caseOf(Fields& fields)
{
    const auto word = fields.optionalText("case");
    if (!word)
        return fields.flag("caseSensitive", true) ? SearchSpec::Case::Sensitive : SearchSpec::Case::Ignore;
    if (*word == "smart")
        return SearchSpec::Case::Smart;
    if (*word != "sensitive" && *word != "ignore")
        fields.refuse("case", "\"case\" must be sensitive, ignore or smart.");
    return *word == "ignore" ? SearchSpec::Case::Ignore : SearchSpec::Case::Sensitive;
}

SearchSpec specOf(Fields& fields, const Root& root)
{
    SearchSpec spec{.query = fields.text("query"),
                    .regex = fields.flag("regex"),
                    .letters = caseOf(fields),
                    .path = fields.optionalText("path").value_or(""),
                    .include = fields.texts("include"),
                    .exclude = fields.texts("exclude"),
                    .context = std::min(fields.optionalNumber("context").value_or(0), kMostContext)};
    spec.limit = std::min(fields.optionalNumber("limit").value_or(spec.limit), kMostMatches);
    if (const auto glob = fields.optionalText("glob").value_or(""); !glob.empty())
        (glob.starts_with('!') ? spec.exclude : spec.include).push_back(glob);
    if (spec.query.empty() || spec.query.find('\n') != std::string::npos || spec.query.size() > kLongestQuery)
        fields.refuse("query", "\"query\" must be one line that is not empty and has at most 4096 bytes.");
    if (spec.include.size() + spec.exclude.size() > kMostGlobs)
        fields.refuse("include", "There may be at most 200 globs.");
    if (const auto path = root.relative(spec.path))
        spec.path = *path;
    return spec;
}

Answer search(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto spec = specOf(fields, context.root);
    const bool streams = fields.flag("stream");
    const auto wanted = fields.optionalText("engine").value_or("");
    if (!wanted.empty() && wanted != "own")
        fields.refuse("engine", "\"engine\" can only be own.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());

    const auto executor = co_await asio::this_coro::executor;
    Found found(executor, spec.limit, streams);
    Outcome<Engine> engine = Engine::Own;
    if (streams) {
        asio::co_spawn(
            executor,
            [&]() -> asio::awaitable<void> {
                engine = co_await search(context, spec, found, wanted == "own", call.stop);
                found.ended = true;
                found.changed.notify();
            },
            asio::detached);
        co_await stream(found, call);
    } else {
        engine = co_await search(context, spec, found, wanted == "own", call.stop);
    }
    if (!engine)
        co_return std::unexpected(engine.error());
    auto matches = found.take();
    std::ranges::stable_sort(matches, {}, &Match::path); // many files are looked into at once
    co_return Json{{"matches", toJson(matches)},
                   {"found", found.count()},
                   {"truncated", found.truncated()},
                   {"engine", *engine == Engine::Ripgrep ? "ripgrep" : "own"}};
}

Answer names(Context& context, Call call)
{
    Fields fields(call.payload);
    NamesSpec spec{.query = fields.optionalText("query").value_or(""),
                   .path = fields.optionalText("path").value_or(""),
                   .respectIgnore = fields.flag("respectIgnore", true)};
    spec.limit = std::min<std::size_t>(fields.optionalNumber("limit").value_or(spec.limit), 1000);
    if (spec.query.size() > 256)
        fields.refuse("query", "\"query\" must have at most 256 bytes.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    Outcome<NamedFiles> found;
    co_await context.workers.run([&] { found = findNames(context.root, spec, call.stop); });
    if (!found)
        co_return std::unexpected(found.error());
    Json files = Json::array();
    for (const auto& file : found->files)
        files.push_back({{"path", file.path}, {"places", file.places}});
    co_return Json{{"files", std::move(files)}, {"found", found->found}};
}

} // namespace

void addSearchRequests(Handlers& handlers, Context& context)
{
    handlers.byType["search"] = [&context](Call call) { return search(context, std::move(call)); };
    handlers.byType["search.names"] = [&context](Call call) { return names(context, std::move(call)); };
}

} // namespace kalpana::bridge::server
