#include "remote/bridge/server/terminal/tmux.h"

#include "remote/bridge/server/command/helper.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/unix_socket.h"

#include <charconv>
#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

/// Runs the program and notes how it ended. A shell that waits is not to die of Ctrl-C, which is for the program.
constexpr const char* kProgram = R"(trap : INT QUIT; "$@"; printf %s "$?" >"$0")";

std::string exitFile(const std::string& socket)
{
    return socket + ".exit";
}

/// A word that ends in a semicolon would end tmux's command.
std::string asWord(std::string word)
{
    if (word.ends_with(';'))
        word.insert(word.size() - 1, "\\");
    return word;
}

} // namespace

asio::awaitable<Outcome<void>> checkTmux(Children& children)
{
    HelperSpec spec;
    spec.argv = {"tmux", "-V"};
    const auto said = co_await runHelper(children, std::move(spec), {});
    // "tmux 3.3a", "tmux next-3.5", "tmux openbsd-7.4"
    const auto text = said ? said->output : std::string();
    const auto digit = text.find_first_of("0123456789");
    int version = 0;
    if (digit != std::string::npos)
        (void)std::from_chars(text.data() + digit, text.data() + text.size(), version);
    if (version < 3)
        co_return failed(Code::Failed,
                         "This host has no tmux of version 3 or newer, which is to keep the terminal. Install it, or "
                         "create the terminal without tmux.",
                         "backing");
    co_return Outcome<void>();
}

std::vector<std::string> tmuxStart(const std::string& socket, TerminalSize size, const std::vector<std::string>& argv)
{
    std::vector<std::string> words{"tmux", "-u", "-S", socket, "-f", "/dev/null", "start-server"};
    const auto then = [&words](std::initializer_list<const char*> command) {
        words.emplace_back(";");
        words.insert(words.end(), command.begin(), command.end());
    };
    then({"set-option", "-g", "status", "off"});
    then({"set-option", "-g", "prefix", "None"});
    then({"set-option", "-g", "prefix2", "None"});
    then({"unbind-key", "-a"});
    then({"unbind-key", "-a", "-T", "root"});
    then({"set-option", "-s", "escape-time", "10"});
    then({"set-option", "-g", "default-terminal", "screen-256color"});
    then({"set-option", "-ga", "terminal-overrides", ",*:Tc:smcup@:rmcup@:indn@"}); // lines scroll off one by one
    then({"set-option", "-g", "set-titles", "on"});
    then({"set-option", "-g", "set-titles-string", "#{?#{==:#{pane_title},#{host}},,#{pane_title}}"});
    then({"set-option", "-g", "history-limit", "2000"});
    then({"set-option", "-g", "remain-on-exit", "on"});
    then({"set-option", "-gq", "remain-on-exit-format", ""}); // 3.3 and newer
    then({"set-hook", "-g", "pane-died", "detach-client -s kalpana"});
    then({"new-session", "-s", "kalpana"});
    for (auto&& word :
         {std::string("-x"), std::to_string(size.columns), std::string("-y"), std::to_string(size.rows),
          std::string("--"), std::string("/bin/sh"), std::string("-c"), asWord(kProgram), exitFile(socket)})
        words.push_back(word);
    for (const auto& word : argv)
        words.push_back(asWord(word));
    return words;
}

std::vector<std::string> tmuxAttach(const std::string& socket)
{
    return {"tmux", "-u", "-S", socket, "attach-session", "-t", "kalpana"};
}

asio::awaitable<std::string> lastOfTmux(Children& children, std::string socket)
{
    HelperSpec capture;
    capture.argv = {"tmux", "-u", "-S", socket, "capture-pane", "-p", "-e", "-t", "kalpana"};
    const auto shown = co_await runHelper(children, std::move(capture), {});
    HelperSpec end;
    end.argv = {"tmux", "-S", socket, "kill-server"};
    (void)co_await runHelper(children, std::move(end), {});
    if (!shown || shown->exitCode != 0)
        co_return std::string();
    std::string output = "\x1b[r\x1b[m\x1b[H\x1b[2J";
    const std::string_view text(shown->output);
    for (const char byte : text.substr(0, text.find_last_not_of('\n') + 1)) {
        if (byte == '\n')
            output += '\r';
        output += byte;
    }
    co_return output + "\x1b[m";
}

bool tmuxRuns(const std::string& socket)
{
    return connectTo(socket).has_value();
}

std::optional<int> tmuxExitCode(const std::string& socket)
{
    const auto text = readSmallFile(exitFile(socket), 16);
    int code = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), code).ec != std::errc() || code < 0 || code > 255)
        return std::nullopt;
    return code;
}

void forgetTmux(const std::string& socket)
{
    ::unlink(socket.c_str());
    ::unlink(exitFile(socket).c_str());
}

} // namespace kalpana::bridge::server
