#include "remote/bridge/server/credential/program.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string.h>
#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

using protocol::Json;

constexpr std::size_t kMostInput = 65536;
constexpr std::size_t kLongestPrompt = 4096;

std::string readInput()
{
    std::string text;
    std::array<char, 4096> buffer;
    for (ssize_t count = 0;
         text.size() < kMostInput && (count = ::read(STDIN_FILENO, buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(count));
    return text;
}

/// Prints the parts of an answer, and wipes what it was in.
void print(std::string text)
{
    std::size_t done = 0;
    while (done < text.size()) {
        const auto count = ::write(STDOUT_FILENO, text.data() + done, text.size() - done);
        if (count <= 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    ::explicit_bzero(text.data(), text.size());
}

void complain(const std::string& sentence)
{
    std::fprintf(stderr, "kalpana-bridge: %s\n", sentence.c_str());
}

/// The answer; nothing where there is none, and then the reason is said.
std::optional<Json> valid(std::optional<Json> answer)
{
    if (!answer)
        complain("The bridge that could ask the desktop does not answer. Open the workspace in Kalpana, then try "
                 "again.");
    else if (answer->contains("error")) {
        complain(answer->value("error", ""));
        answer.reset();
    }
    return answer;
}

bool isLeftToTerminal(const std::optional<Json>& answer)
{
    return ::getenv(std::string(kTerminalVariable).c_str()) != nullptr && (!answer || answer->value("nobody", false));
}

/// A value of the helper's protocol is a line.
bool isLine(const std::string& text)
{
    return !text.contains('\n') && !text.contains('\0');
}

} // namespace

int runCredential(const std::string& operation, const AskBridge& ask)
{
    const auto input = readInput(); // git must be able to write it
    if (operation != "get")
        return 0;
    Json question{{"ask", "credential"}, {"kind", "login"}};
    for (std::string_view rest = input; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const auto line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto equals = line.find('=');
        const auto key = line.substr(0, equals);
        for (const std::string_view known : {"protocol", "host", "path", "username"})
            if (equals != std::string_view::npos && key == known)
                question[std::string(key)] = line.substr(equals + 1);
    }
    auto asked = ask(question);
    if (isLeftToTerminal(asked))
        return 0;
    const auto answer = valid(std::move(asked));
    const auto username = answer ? answer->value("username", "") : std::string();
    auto password = answer ? answer->value("password", "") : std::string();
    if (!answer || !isLine(username) || !isLine(password)) {
        print("quit=true\n"); // else git would ask once more, by askpass
        return 1;
    }
    print("username=" + username + "\npassword=" + password + '\n');
    ::explicit_bzero(password.data(), password.size());
    return 0;
}

int runAskpass(const std::string& prompt, const AskBridge& ask)
{
    const bool isOpenly = prompt.starts_with("Username") || prompt.contains("(yes/no");
    const auto answer = valid(ask(
        {{"ask", "credential"}, {"kind", isOpenly ? "text" : "secret"}, {"prompt", prompt.substr(0, kLongestPrompt)}}));
    const auto text = answer ? answer->value("text", "") : std::string();
    if (!answer || !isLine(text))
        return 1;
    print(text + '\n');
    return 0;
}

} // namespace kalpana::bridge::server
