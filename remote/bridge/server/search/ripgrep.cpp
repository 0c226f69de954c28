#include "remote/bridge/server/search/ripgrep.h"

#include "remote/bridge/protocol/message.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <csignal>
#include <fcntl.h>

namespace kalpana::bridge::server {

namespace {

using protocol::Json;
using Descriptor = asio::posix::stream_descriptor;

constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kLongestLine = 4U << 20U; // of JSON; a match in a longer line is left out
constexpr std::size_t kMostErrors = 4096;

std::vector<std::string> commandLine(const std::string& ripgrep, const SearchSpec& spec)
{
    std::vector<std::string> argv{ripgrep,
                                  "--no-config",
                                  "--json",
                                  "--crlf",
                                  "--no-messages",
                                  "--hidden",
                                  "--no-require-git",
                                  "--glob=!.git",
                                  "--no-ignore-global",
                                  "--no-ignore-dot",
                                  "--no-ignore-parent"};
    if (!spec.regex)
        argv.emplace_back("--fixed-strings");
    argv.emplace_back(spec.caseSensitive ? "--case-sensitive" : "--ignore-case");
    if (!spec.glob.empty())
        argv.push_back("--glob=" + spec.glob);
    argv.push_back("--regexp=" + spec.query);
    argv.emplace_back("./");
    return argv;
}

/// {"text":"…"}, or {"bytes":"base64"} where it is not UTF-8: such names and lines are left out.
std::string textOf(const Json& data, const char* key)
{
    const auto found = data.find(key);
    return found != data.end() && found->is_object() ? found->value("text", "") : std::string();
}

std::optional<Match> matchIn(std::string_view line)
{
    const Json message = Json::parse(line, nullptr, false);
    if (!message.is_object() || message.value("type", "") != "match")
        return std::nullopt;
    const auto& data = message.at("data");
    auto text = textOf(data, "lines");
    auto path = textOf(data, "path");
    if (text.empty() || path.empty())
        return std::nullopt;
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.pop_back();
    const auto& places = data.at("submatches");
    const auto at = places.empty() ? std::size_t{0} : places.at(0).value("start", std::size_t{0});
    return Match{path.starts_with("./") ? path.substr(2) : path, data.value("line_number", std::uint64_t{0}), at + 1,
                 shownLine(text, at)};
}

/// Takes ripgrep's output as it comes, cut anywhere, until there is more than wanted.
class Output final {
public:
    explicit Output(std::uint64_t limit) : m_limit(limit) {}

    void add(std::string_view bytes)
    {
        while (!bytes.empty() && !outcome.truncated) {
            const auto end = bytes.find('\n');
            const auto part = bytes.substr(0, end);
            if (m_line.size() + part.size() <= kLongestLine)
                m_line += part;
            else
                m_tooLong = true;
            if (end == std::string_view::npos)
                return;
            bytes.remove_prefix(end + 1);
            if (auto match = m_tooLong ? std::nullopt : matchIn(m_line))
                put(std::move(*match));
            m_line.clear();
            m_tooLong = false;
        }
    }

    SearchOutcome outcome;

private:
    void put(Match match)
    {
        if (outcome.matches.size() >= m_limit)
            outcome.truncated = true;
        else
            outcome.matches.push_back(std::move(match));
    }

    std::uint64_t m_limit;
    std::string m_line;
    bool m_tooLong = false;
};

asio::awaitable<std::string> readErrors(Descriptor& errors)
{
    std::string text;
    std::array<char, 1024> buffer;
    while (text.size() < kMostErrors) {
        const auto [error, count] = co_await errors.async_read_some(asio::buffer(buffer), kWait);
        if (error)
            break;
        text.append(buffer.data(), count);
    }
    co_return text;
}

} // namespace

std::optional<std::string> findRipgrep()
{
    auto found = findProgram("rg", Environment::own());
    return found ? std::optional(std::move(*found)) : std::nullopt;
}

asio::awaitable<Outcome<SearchOutcome>> searchByRipgrep(Children& children, const Root& root, SearchSpec spec,
                                                        std::string ripgrep, std::stop_token stop)
{
    const auto executor = co_await asio::this_coro::executor;
    const auto folder = root.open("", O_RDONLY | O_DIRECTORY);
    if (!folder)
        co_return std::unexpected(folder.error());
    auto output = makePipe(Direction::FromChild);
    auto errors = makePipe(Direction::FromChild);
    if (!output || !errors)
        co_return systemFailed("The pipes of ripgrep");
    const auto child = children.start({.argv = commandLine(ripgrep, spec),
                                       .environment = Environment::own(),
                                       .folder = folder->get(),
                                       .output = output->theirs.get(),
                                       .errors = errors->theirs.get()});
    if (!child)
        co_return std::unexpected(child.error());
    output->theirs.reset();
    errors->theirs.reset();
    Descriptor reader(executor, output->ours.release());
    Descriptor errorReader(executor, errors->ours.release());
    const auto end = [&child] {
        if (!(*child)->status)
            ::kill(-(*child)->pid, SIGKILL);
    };
    const std::stop_callback onStop(stop, end);

    Output taken(spec.limit);
    std::array<char, 65536> buffer;
    while (!taken.outcome.truncated) {
        const auto [error, count] = co_await reader.async_read_some(asio::buffer(buffer), kWait);
        if (error)
            break;
        taken.add({buffer.data(), count});
    }
    if (taken.outcome.truncated)
        end();
    const std::string said = co_await readErrors(errorReader);
    errorReader.close();
    co_await (*child)->wait();
    if (stop.stop_requested())
        co_return failed(protocol::Code::Cancelled, "The search was cancelled.");
    if ((*child)->exitCode() == 2 && taken.outcome.matches.empty() && !said.empty())
        co_return failed(protocol::Code::BadRequest, "ripgrep does not take this search: " + said, "query");
    co_return std::move(taken.outcome);
}

} // namespace kalpana::bridge::server
