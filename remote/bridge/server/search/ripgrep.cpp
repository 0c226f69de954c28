#include "remote/bridge/server/search/ripgrep.h"

#include "remote/bridge/protocol/message.h"
#include "remote/bridge/protocol/parse_json.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <map>
#include <unistd.h>
#include <utility>

namespace kalpana::bridge::server {

namespace {

using protocol::Json;
using Descriptor = asio::posix::stream_descriptor;

constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kLongestLine = 4U << 20U; // of JSON; a match in a longer line is left out
constexpr std::size_t kMostErrors = 4096;

std::vector<std::string> commandLine(const std::string& ripgrep, const SearchSpec& spec, bool isRepository)
{
    std::vector<std::string> argv{ripgrep,    "--no-config",        "--json",         "--crlf", "--no-messages",
                                  "--hidden", "--no-ignore-global", "--no-ignore-dot"};
    if (!isRepository) // its rules count all the same, and those above it do not
        argv.insert(argv.end(), {"--no-require-git", "--no-ignore-parent"});
    if (!spec.regex)
        argv.emplace_back("--fixed-strings");
    argv.emplace_back(isCaseSensitive(spec) ? "--case-sensitive" : "--ignore-case");
    if (spec.context != 0)
        argv.push_back("--context=" + std::to_string(spec.context));
    for (const auto& glob : spec.include)
        argv.push_back("--glob=" + glob);
    for (const auto& glob : spec.exclude)
        argv.push_back("--glob=" + (glob.starts_with('!') ? glob : '!' + glob));
    argv.emplace_back("--glob=!.git");
    argv.push_back("--regexp=" + spec.query);
    argv.emplace_back("./");
    return argv;
}

/// Base 64 (RFC 4648), as ripgrep tells what is not UTF-8.
std::string decoded64(std::string_view text)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (const char digit : text) {
        const auto value = digits.find(digit);
        if (value == std::string_view::npos)
            break;
        bits = (bits << 6U) | static_cast<unsigned>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes.push_back(static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xffU));
        }
    }
    return bytes;
}

/// {"text":"…"}, or {"bytes":"base64"} where it is not UTF-8.
std::string textOf(const Json& data, const char* key)
{
    const auto found = data.find(key);
    if (found == data.end() || !found->is_object())
        return {};
    const auto text = found->find("text");
    if (text != found->end() && text->is_string())
        return text->get<std::string>();
    return decoded64(found->value("bytes", ""));
}

/// Takes ripgrep's output as it comes, cut anywhere, and gives on what belongs to one file when that ends.
class Output final {
public:
    Output(const SearchSpec& spec, const TakeMatches& take) : m_spec(spec), m_take(take) {}

    /// False where nothing more is wanted.
    [[nodiscard]] bool add(std::string_view bytes)
    {
        while (!bytes.empty() && m_goesOn) {
            const auto end = bytes.find('\n');
            const auto part = bytes.substr(0, end);
            if (m_line.size() + part.size() <= kLongestLine)
                m_line += part;
            else
                m_tooLong = true;
            if (end == std::string_view::npos)
                break;
            bytes.remove_prefix(end + 1);
            if (!m_tooLong)
                takeMessage(protocol::parseJson(m_line));
            m_line.clear();
            m_tooLong = false;
        }
        return m_goesOn;
    }

    [[nodiscard]] bool foundAny() const { return m_foundAny; }

private:
    void takeMessage(const Json& message)
    {
        const auto data = message.is_object() ? message.find("data") : message.end();
        if (data == message.end() || !data->is_object())
            return;
        const auto type = message.value("type", "");
        if (type == "match" || type == "context")
            takeLine(*data, type == "match");
        else if (type == "end" && data->value("binary_offset", Json()).is_null())
            giveOn();
        if (type == "begin" || type == "end")
            forget();
    }

    void takeLine(const Json& data, bool isMatch)
    {
        auto text = textOf(data, "lines");
        if (text.ends_with('\n')) {
            text.pop_back();
            if (text.ends_with('\r'))
                text.pop_back();
        }
        const auto number = data.value("line_number", std::uint64_t{0});
        const auto places = data.find("submatches");
        const auto at = isMatch && places != data.end() && places->is_array() && !places->empty()
                            ? places->at(0).value("start", std::size_t{0})
                            : std::size_t{0};
        if (m_spec.context != 0)
            m_lines[number] = shownLine(text, 0);
        if (!isMatch)
            return;
        auto path = textOf(data, "path");
        path.erase(0, path.starts_with("./") ? 2 : 0);
        m_matches.push_back({.path = m_spec.path.empty() ? path : m_spec.path + '/' + path,
                             .line = number,
                             .column = at + 1,
                             .text = shownLine(text, at)});
        if (m_matches.size() > m_spec.limit)
            giveOn();
    }

    void giveOn()
    {
        if (m_matches.empty())
            return;
        for (auto& match : m_matches) {
            for (auto line = m_lines.lower_bound(match.line - std::min(match.line, m_spec.context));
                 line != m_lines.end() && line->first <= match.line + m_spec.context; ++line)
                if (line->first != match.line)
                    (line->first < match.line ? match.before : match.after).push_back(line->second);
        }
        m_foundAny = true;
        m_goesOn = m_take(std::exchange(m_matches, {}));
    }

    void forget()
    {
        m_matches.clear();
        m_lines.clear();
    }

    const SearchSpec& m_spec;
    const TakeMatches& m_take;
    std::string m_line;
    bool m_tooLong = false;
    bool m_goesOn = true;
    bool m_foundAny = false;
    std::vector<Match> m_matches;                 ///< of the file that ripgrep is at
    std::map<std::uint64_t, std::string> m_lines; ///< of that file, by number, where context is wanted
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

bool isRepository(int folder)
{
    return ::faccessat(folder, ".git", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

} // namespace

bool canSearchByRipgrep(const Root& root, const SearchSpec& spec)
{
    const auto folder = root.open("", O_RDONLY | O_DIRECTORY);
    return spec.path.empty() || (folder && isRepository(folder->get()));
}

std::optional<std::string> findRipgrep()
{
    auto found = findProgram("rg", Environment::own());
    return found ? std::optional(std::move(*found)) : std::nullopt;
}

asio::awaitable<Outcome<void>> searchByRipgrep(Children& children, const Root& root, const SearchSpec& spec,
                                               std::string ripgrep, std::stop_token stop, const TakeMatches& take,
                                               const std::function<asio::awaitable<void>()>& room)
{
    const auto executor = co_await asio::this_coro::executor;
    const auto folder = root.open(spec.path, O_RDONLY | O_DIRECTORY);
    const auto top = root.open("", O_RDONLY | O_DIRECTORY);
    if (!folder || !top)
        co_return std::unexpected(folder ? top.error() : folder.error());
    auto output = makePipe(Direction::FromChild);
    auto errors = makePipe(Direction::FromChild);
    if (!output || !errors)
        co_return systemFailed("The pipes of ripgrep");
    const auto child = children.start({.argv = commandLine(ripgrep, spec, isRepository(top->get())),
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

    Output taken(spec, take);
    std::vector<char> buffer(65536);
    for (;;) {
        const auto [error, count] = co_await reader.async_read_some(asio::buffer(buffer), kWait);
        if (error)
            break;
        if (!taken.add({buffer.data(), count})) {
            end();
            break;
        }
        co_await room();
    }
    const std::string said = co_await readErrors(errorReader);
    errorReader.close();
    co_await (*child)->wait();
    if (stop.stop_requested())
        co_return failed(protocol::Code::Cancelled, "The search was cancelled.");
    if ((*child)->exitCode() != 2 || taken.foundAny() || said.empty())
        co_return Outcome<void>();
    const bool isOfTheQuery = said.find("regex") != std::string::npos || said.find("glob") != std::string::npos;
    co_return failed(isOfTheQuery ? protocol::Code::BadRequest : protocol::Code::NotExecutable,
                     "ripgrep does not take this search: " + said,
                     said.find("glob") != std::string::npos ? "include" : "query");
}

} // namespace kalpana::bridge::server
