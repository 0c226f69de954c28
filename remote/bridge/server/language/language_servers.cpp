#include "remote/bridge/server/language/language_servers.h"

#include "remote/bridge/server/os/note.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

using namespace std::chrono_literals;

/// One that lived this long was well.
constexpr auto kWell = 60s;
/// What a question waits for a server that may not start yet; what takes longer is told instead.
constexpr auto kMostPatience = 2s;
constexpr auto kAskAgain = 200ms;
constexpr std::size_t kMostPrograms = 100;

std::chrono::milliseconds backoff(int deaths)
{
    return deaths <= 1 ? 0ms : std::min<std::chrono::milliseconds>(250ms * (1 << std::min(deaths - 1, 10)), 30s);
}

} // namespace

LanguageServers::LanguageServers(asio::any_io_executor executor, Children& children, Workers& workers, const Root& root,
                                 Limits limits)
    : m_executor(std::move(executor)), m_children(children), m_workers(workers), m_root(root), m_limits(limits)
{
}

std::size_t LanguageServers::count() const
{
    return static_cast<std::size_t>(std::ranges::count_if(
        m_entries, [](const auto& entry) { return entry.second.server && entry.second.server->isAlive(); }));
}

void LanguageServers::noteDeath(Entry& entry)
{
    if (!entry.server || entry.server->isAlive())
        return;
    entry.lastDeath = entry.server->died();
    entry.deaths = Clock::now() - entry.startedAt >= kWell ? 1 : entry.deaths + 1;
    entry.notBefore = Clock::now() + backoff(entry.deaths);
    note(entry.lastDeath->message);
    entry.server.reset();
}

asio::awaitable<Outcome<void>> LanguageServers::makeRoom()
{
    while (count() >= m_limits.most) {
        Entry* oldest = nullptr;
        for (auto& [argv, entry] : m_entries)
            if (entry.server && entry.asked == 0 && (oldest == nullptr || entry.lastUse < oldest->lastUse))
                oldest = &entry;
        if (oldest == nullptr)
            co_return failed(Code::Limit, "There are " + std::to_string(m_limits.most) +
                                              " language servers at work already. Wait until one is done.");
        co_await LanguageServer::end(std::exchange(oldest->server, nullptr));
    }
    co_return Outcome<void>();
}

asio::awaitable<Outcome<void>> LanguageServers::start(const LanguageProgram& program, Entry& entry)
{
    if (const auto wait = entry.notBefore - Clock::now(); wait > kMostPatience)
        co_return failed(Code::Failed, entry.lastDeath->message + " It has ended " + std::to_string(entry.deaths) +
                                           " times in a row, and is started again in " +
                                           std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()) +
                                           " s at the earliest.");
    else if (wait > 0ms)
        co_await delay(std::chrono::ceil<std::chrono::milliseconds>(wait));
    if (entry.server) // somebody else was first
        co_return Outcome<void>();
    if (const auto room = co_await makeRoom(); !room)
        co_return room;
    if (m_ending)
        co_return failed(Code::Cancelled, "The bridge ends.");
    if (entry.server)
        co_return Outcome<void>();
    const auto server = std::make_shared<LanguageServer>(m_executor, m_children, m_workers, m_root);
    if (const auto started = server->start(program, languageEnvironment()); !started)
        co_return started;
    entry.server = server;
    entry.startedAt = entry.lastUse = Clock::now();
    if (!std::exchange(m_watching, true))
        asio::co_spawn(m_executor, endIdle(), asio::detached);
    co_return Outcome<void>();
}

asio::awaitable<Outcome<LanguageAnswer>> LanguageServers::askOnce(const LanguageQuestion& question, Entry& entry,
                                                                  std::stop_token stop)
{
    if (!entry.server)
        if (const auto started = co_await start(question.program, entry); !started)
            co_return std::unexpected(started.error());
    const auto server = entry.server;
    if (!server)
        co_return failed(Code::Cancelled, "The language server was ended.");
    if (const auto ready = co_await server->ready(stop); !ready)
        co_return std::unexpected(ready.error());
    if (const auto told = co_await server->refresh(question.path, question.program.languageId); !told)
        co_return std::unexpected(told.error());
    LanguageAnswer answer{.server = server->name()};
    if (question.method.empty()) {
        auto list = co_await server->diagnostics(question.path, question.limit, stop);
        if (!server->isAlive())
            co_return std::unexpected(server->died());
        answer.isComplete = list.has_value();
        answer.result = list ? std::move(*list) : Json::array();
    } else {
        auto result = co_await server->request(question.method, question.params, question.limit, stop);
        if (!result)
            co_return std::unexpected(result.error());
        answer.result = std::move(*result);
    }
    answer.isIndexing = server->isIndexing();
    co_return answer;
}

asio::awaitable<Outcome<LanguageAnswer>> LanguageServers::ask(LanguageQuestion question, std::stop_token stop)
{
    if (m_entries.size() >= kMostPrograms && !m_entries.contains(question.program.argv))
        co_return failed(Code::Limit, "Too many different language servers were asked for.");
    auto& entry = m_entries[question.program.argv];
    ++entry.asked;
    const auto deadline = Clock::now() + question.limit;
    Outcome<LanguageAnswer> answer;
    for (bool again = true, mayDie = true; again;) {
        noteDeath(entry);
        answer = co_await askOnce(question, entry, stop);
        const bool died = entry.server && !entry.server->isAlive();
        noteDeath(entry);
        const bool isAskedAgain = !answer && answer.error().code == Code::Conflict && Clock::now() < deadline;
        again = !answer && !stop.stop_requested() && !m_ending && ((died && mayDie) || isAskedAgain);
        mayDie = mayDie && !died;
        if (isAskedAgain)
            co_await delay(kAskAgain);
    }
    --entry.asked;
    entry.lastUse = Clock::now();
    co_return answer;
}

/// Runs while there are any.
asio::awaitable<void> LanguageServers::endIdle()
{
    while (!m_ending && count() > 0) {
        auto next = Clock::now() + m_limits.idle;
        for (auto& [argv, entry] : m_entries) {
            if (!entry.server || entry.asked > 0)
                continue;
            const auto until = entry.lastUse + m_limits.idle;
            if (until <= Clock::now())
                co_await LanguageServer::end(std::exchange(entry.server, nullptr));
            else
                next = std::min(next, until);
        }
        if (count() > 0)
            co_await delay(std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()) + 1ms);
    }
    m_watching = false;
}

void LanguageServers::endAll()
{
    m_ending = true;
    for (auto& [argv, entry] : m_entries)
        if (auto server = std::exchange(entry.server, nullptr))
            asio::co_spawn(m_executor, LanguageServer::end(std::move(server)), asio::detached);
}

} // namespace kalpana::bridge::server
