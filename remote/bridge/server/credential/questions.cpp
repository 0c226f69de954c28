#include "remote/bridge/server/credential/questions.h"

#include "remote/bridge/server/credential/program.h"
#include "remote/bridge/server/os/system_failure.h"

#include <array>
#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

constexpr auto kLongestThought = std::chrono::seconds(60);
constexpr std::size_t kMostOpen = 64;

std::string ownProgram()
{
    std::array<char, 4096> buffer{};
    const auto size = ::readlink("/proc/self/exe", buffer.data(), buffer.size());
    std::string path(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    constexpr std::string_view gone = " (deleted)"; // a newer one of this version took its place
    if (path.ends_with(gone))
        path.resize(path.size() - gone.size());
    return path;
}

std::string inQuotes(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + '\'';
}

Json sorry(std::string sentence)
{
    return {{"error", std::move(sentence)}};
}

} // namespace

Questions::Questions(asio::any_io_executor executor, std::string runtime)
    : m_executor(std::move(executor)), m_runtime(std::move(runtime)), m_program(ownProgram())
{
    const auto link = m_runtime + '/' + std::string(kAskpassName);
    ::unlink(link.c_str());
    (void)::symlink(m_program.c_str(), link.c_str());
}

void Questions::addTo(Environment& environment) const
{
    const auto askpass = m_runtime + '/' + std::string(kAskpassName);
    environment.set(std::string(kControlVariable), m_runtime + "/control.sock");
    environment.set("GIT_ASKPASS", askpass);
    environment.set("SSH_ASKPASS", askpass);
    environment.set("SSH_ASKPASS_REQUIRE", "force"); // OpenSSH 8.4; older ones want a DISPLAY, and no terminal
    if (environment.value("DISPLAY").empty())
        environment.set("DISPLAY", "none");
    const std::array<std::pair<std::string, std::string>, 3> settings{
        {{"credential.helper", ""}, // from here on only what follows
         {"credential.helper", '!' + inQuotes(m_program) + " credential"},
         {"credential.useHttpPath", "true"}}};
    environment.set("GIT_CONFIG_COUNT", std::to_string(settings.size()));
    for (std::size_t i = 0; i < settings.size(); ++i) {
        environment.set("GIT_CONFIG_KEY_" + std::to_string(i), settings.at(i).first);
        environment.set("GIT_CONFIG_VALUE_" + std::to_string(i), settings.at(i).second);
    }
}

std::map<std::string, std::string> Questions::forTerminal() const
{
    return {{std::string(kControlVariable), m_runtime + "/control.sock"},
            {std::string(kTerminalVariable), "1"},
            {"GIT_CONFIG_COUNT", "1"},
            {"GIT_CONFIG_KEY_0", "credential.helper"},
            {"GIT_CONFIG_VALUE_0", '!' + inQuotes(m_program) + " credential"}};
}

void Questions::tell(const std::string& event, const Json& payload) const
{
    for (const auto& [number, watcher] : m_watchers) {
        auto own = payload;
        own["id"] = watcher.id;
        watcher.out->send(encode(protocol::Event{event, std::move(own)}));
    }
}

asio::awaitable<Json> Questions::ask(Json question, std::stop_token stop)
{
    if (m_watchers.empty())
        co_return Json{{"error",
                        "No desktop is connected to this workspace, so nobody can be asked. Open the workspace "
                        "in Kalpana, then try again."},
                       {"nobody", true}};
    if (m_open.size() >= kMostOpen)
        co_return sorry("Too many questions wait for an answer already.");
    const auto number = ++m_lastQuestion;
    const auto open = std::make_shared<Open>(m_executor);
    m_open[number] = open;
    question["question"] = number;
    open->question = std::move(question);
    tell("credential.asked", open->question);
    const std::stop_callback onStop(stop, [&open] { open->changed.notify(); });
    const auto deadline = Clock::now() + kLongestThought;
    while (open->answer.is_null() && !m_watchers.empty() && !stop.stop_requested() && Clock::now() < deadline)
        co_await open->changed.waitUntil(deadline);
    m_open.erase(number);
    tell("credential.ended", {{"question", number}});
    if (!open->answer.is_null())
        co_return std::move(open->answer);
    if (m_watchers.empty())
        co_return sorry("The desktop that was asked has gone. Open the workspace in Kalpana, then try again.");
    co_return sorry("Nobody answered on the desktop within 60 s. Try again.");
}

asio::awaitable<Outcome<Json>> Questions::watch(Call call)
{
    const auto number = ++m_lastWatcher;
    m_watchers.emplace(number, call);
    for (const auto& [question, open] : m_open) { // one that came late is told of what waits
        auto payload = open->question;
        payload["id"] = call.id;
        call.out->send(encode(protocol::Event{"credential.asked", std::move(payload)}));
    }
    Event stopped(m_executor);
    const std::stop_callback onStop(call.stop, [&stopped] { stopped.notify(); });
    while (!call.stop.stop_requested())
        co_await stopped.wait();
    m_watchers.erase(number);
    for (const auto& [question, open] : m_open)
        open->changed.notify();
    co_return failed(Code::Cancelled, "Questions are no longer watched.");
}

Outcome<void> Questions::answer(std::uint32_t question, Json answer)
{
    const auto open = m_open.find(question);
    if (open == m_open.end() || !open->second->answer.is_null())
        return failed(Code::NotFound, "Nobody waits for the answer to this question any more.", "question");
    open->second->answer = std::move(answer);
    open->second->changed.notify();
    return {};
}

} // namespace kalpana::bridge::server
