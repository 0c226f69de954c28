#include "remote/bridge/server/editor/editors.h"

#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/os/unix_socket.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

using namespace std::chrono_literals;
using protocol::Fields;

constexpr std::size_t kMostWindows = 32;
constexpr std::size_t kLongestPath = 4096;
constexpr std::size_t kLongestWord = 100;
constexpr auto kSilence = 3s;
constexpr auto kLongest = 10s;

Failure noEditor()
{
    return {
        Code::Failed,
        "No editor of this workspace is there. Open the workspace's editor, or reload it where it is open, then try "
        "again.",
        {}};
}

Failure failureOf(const std::string& said)
{
    if (said == "no_document")
        return {Code::Failed,
                "No text is open in the editor. Open the file that it belongs in and put the cursor there, then try "
                "again.",
                {}};
    if (said == "read_only")
        return {Code::Failed, "The file that is open in the editor can't be changed there. Open another one.", {}};
    return {Code::Failed, "The editor could not do it. It said: " + said, {}};
}

std::uint64_t place(Fields& fields, const char* name)
{
    return std::min<std::uint64_t>(fields.number(name), INT32_MAX);
}

} // namespace

Editors::Editors(asio::any_io_executor executor, const Root& root, std::string socket)
    : m_executor(std::move(executor)), m_root(root), m_path(std::move(socket)), m_changed(m_executor)
{
}

Outcome<void> Editors::listen()
{
    auto socket = listenAt(m_path);
    if (!socket)
        return std::unexpected(socket.error());
    m_acceptor.emplace(m_executor, asio::local::stream_protocol(), socket->release());
    asio::co_spawn(m_executor, accept(), asio::detached);
    return {};
}

void Editors::close()
{
    if (!m_acceptor || !m_acceptor->is_open())
        return;
    m_acceptor->close();
    ::unlink(m_path.c_str());
    for (const auto& window : m_windows)
        window->close();
}

asio::awaitable<void> Editors::accept()
{
    for (;;) {
        auto [error, socket] = co_await m_acceptor->async_accept(asio::as_tuple(asio::use_awaitable));
        if (error == asio::error::operation_aborted || !m_acceptor->is_open())
            co_return;
        if (error)
            co_await delay(100ms); // out of descriptors: some will be given back
        else if (isPeerThisUser(socket.native_handle()) && m_windows.size() < kMostWindows)
            asio::co_spawn(m_executor, serve(std::make_shared<EditorWindow>(std::move(socket))), asio::detached);
    }
}

asio::awaitable<void> Editors::serve(std::shared_ptr<EditorWindow> window)
{
    window->turnedTo = ++m_lastTurn;
    m_windows.push_back(window);
    m_changed.notify();
    co_await window->read([this, &window](const Json& message) { receive(*window, message); });
    std::erase(m_windows, window);
    m_changed.notify();
    for (const auto& [number, asked] : m_asked)
        asked->changed.notify();
}

void Editors::receive(EditorWindow& window, const Json& message)
{
    Fields fields(message);
    const auto type = fields.text("type");
    if (type == "state") {
        const bool isFocused = fields.flag("focused");
        if (fields.failure())
            return;
        if (isFocused && !window.isFocused)
            window.turnedTo = ++m_lastTurn;
        window.isFocused = isFocused;
        window.shown = shownOf(message);
        m_changed.notify();
        return;
    }
    const auto asked = m_asked.find(fields.number("id"));
    if (fields.failure() || asked == m_asked.end())
        return;
    if (type == "taken")
        asked->second->isTaken = true;
    else if (type == "answer")
        asked->second->answer = fields.optionalText("error").value_or("").substr(0, 300);
    asked->second->changed.notify();
}

/// A file that is not below the workspace's folder is nobody's business.
Json Editors::shownOf(const Json& message) const
{
    const auto found = message.find("editor");
    if (found == message.end() || !found->is_object())
        return {};
    Fields fields(*found);
    const auto path = fields.text("path");
    const auto relative = path.starts_with('/') && path.size() <= kLongestPath ? m_root.relative(path)
                                                                               : failed(Code::OutsideWorkspace, "");
    Json shown{{"line", place(fields, "line")},
               {"column", place(fields, "column")},
               {"endLine", place(fields, "endLine")},
               {"endColumn", place(fields, "endColumn")},
               {"language", fields.text("language").substr(0, kLongestWord)},
               {"dirty", fields.flag("dirty")}};
    if (fields.failure() || !relative)
        return {};
    shown["path"] = *relative;
    return shown;
}

Editors::Windows Editors::lastFirst() const
{
    auto windows = m_windows;
    std::ranges::sort(windows, std::greater(), [](const auto& window) { return window->turnedTo; });
    return windows;
}

Json Editors::state() const
{
    const auto windows = lastFirst();
    Json state{{"connected", !windows.empty()}, {"focused", !windows.empty() && windows.front()->isFocused}};
    if (!windows.empty() && windows.front()->shown.is_object())
        state["editor"] = windows.front()->shown;
    return state;
}

asio::awaitable<Outcome<Json>> Editors::watch(Call call)
{
    const std::stop_callback onStop(call.stop, [this] { m_changed.notify(); });
    Json told;
    while (!call.stop.stop_requested()) {
        Json now = state();
        if (now == told) {
            co_await m_changed.wait();
            continue;
        }
        told = now;
        now["id"] = call.id;
        call.out->send(encode(protocol::Event{"editor.state", std::move(now)}));
        co_await call.out->room();
    }
    co_return failed(Code::Cancelled, "The editor is no longer watched.");
}

/// Until it has an answer, or none is to be expected any more.
asio::awaitable<void> Editors::waitFor(Asked& asked, const EditorWindow& window, const std::stop_token& stop) const
{
    const std::stop_callback onStop(stop, [&asked] { asked.changed.notify(); });
    auto deadline = Clock::now() + kSilence;
    for (bool wasTaken = false; !asked.answer && !window.isClosed() && !stop.stop_requested();) {
        if (asked.isTaken && !std::exchange(wasTaken, true))
            deadline = Clock::now() + kLongest;
        if (Clock::now() >= deadline)
            co_return;
        co_await asked.changed.waitUntil(deadline);
    }
}

asio::awaitable<Outcome<Json>> Editors::ask(Json question, std::stop_token stop)
{
    for (const auto& window : lastFirst()) {
        if (window->isClosed())
            continue;
        const auto number = ++m_lastAsked;
        const auto asked = std::make_shared<Asked>(m_executor);
        m_asked[number] = asked;
        question["id"] = number;
        window->send(question);
        co_await waitFor(*asked, *window, stop);
        m_asked.erase(number);
        if (asked->answer && asked->answer->empty())
            co_return Json::object();
        if (asked->answer)
            co_return std::unexpected(failureOf(*asked->answer));
        if (stop.stop_requested())
            co_return failed(Code::Cancelled, "The editor was asked no longer.");
        if (asked->isTaken)
            co_return failed(Code::Failed, "The editor did not do it within 10 s. Look there, then try again.");
        window->turnedTo = 0;
        m_changed.notify();
    }
    co_return std::unexpected(noEditor());
}

} // namespace kalpana::bridge::server
