#include "remote/bridge/server/code_server/fetch.h"

#include "remote/bridge/server/command/helper.h"

#include <algorithm>
#include <cstdlib>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

std::uint64_t sizeOf(const std::string& file)
{
    struct stat facts{};
    return ::stat(file.c_str(), &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
}

/// The last Content-Length among header lines: those before it belong to redirections.
std::uint64_t lengthIn(std::string headers)
{
    std::ranges::transform(headers, headers.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter;
    });
    constexpr std::string_view name = "content-length:";
    const auto at = headers.rfind(name);
    return at == std::string::npos ? 0 : std::strtoull(headers.c_str() + at + name.size(), nullptr, 10);
}

std::string lastLine(std::string text)
{
    while (text.ends_with('\n'))
        text.pop_back();
    const auto at = text.rfind('\n');
    return at == std::string::npos ? text : text.substr(at + 1);
}

std::string quoted(const std::string& url)
{
    std::string text;
    for (const char letter : url)
        text += (letter == '"' || letter == '\\' ? "\\" : "") + std::string(1, letter);
    return text;
}

std::optional<HelperSpec> helperFor(const std::string& url, const std::string& file)
{
    const auto environment = Environment::own();
    if (findProgram("curl", environment))
        return HelperSpec{.argv = {"curl", "--fail", "--location", "--silent", "--show-error", "--proto", "=http,https",
                                   "--connect-timeout", "20", "--speed-limit", "1", "--speed-time", "60",
                                   "--dump-header", "-", "--output", file, "--config", "-"},
                          .input = "url = \"" + quoted(url) + "\"\n"};
    if (findProgram("wget", environment))
        return HelperSpec{.argv = {"wget", "-nv", "--tries=2", "--timeout=60", "-O", file, "-i", "-"},
                          .input = url + '\n'};
    return std::nullopt;
}

} // namespace

bool isWebAddress(const std::string& url)
{
    return (url.starts_with("https://") || url.starts_with("http://")) &&
           std::ranges::all_of(url, [](char letter) { return letter > ' ' && letter != 0x7f; });
}

asio::awaitable<Outcome<void>> fetch(Children& children, std::string url, std::string file, Progress progress,
                                     std::stop_token stop)
{
    auto helper = helperFor(url, file);
    if (!helper)
        co_return failed(Code::FetchFailed, "The host has neither curl nor wget to fetch code-server with.");
    const std::string program = helper->argv.front();
    std::uint64_t total = 0;
    helper->tick = [&](const std::string& output) {
        total = std::max(total, lengthIn(output));
        progress("fetch", sizeOf(file), total);
    };
    auto outcome = co_await runHelper(children, std::move(*helper), stop);
    if (!outcome)
        co_return std::unexpected(outcome.error());
    if (outcome->exitCode == 0)
        co_return Outcome<void>();
    constexpr int curlCouldNotWrite = 23;
    if (outcome->errors.find("No space left") != std::string::npos ||
        (program == "curl" && outcome->exitCode == curlCouldNotWrite))
        co_return failed(Code::NoSpace, "The disk of the host is full: code-server could not be saved in " +
                                            file.substr(0, file.rfind('/')) + '.');
    co_return failed(Code::FetchFailed,
                     "The host could not fetch code-server: " + lastLine(std::move(outcome->errors)));
}

} // namespace kalpana::bridge::server
