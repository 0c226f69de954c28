#pragma once

#include "remote/bridge/server/async/event.h"
#include "remote/bridge/server/editor/editor_window.h"
#include "remote/bridge/server/files/root.h"
#include "remote/bridge/server/session/handlers.h"

#include <map>
#include <optional>
#include <stop_token>
#include <vector>

namespace kalpana::bridge::server {

/// The editor's windows, which our extension in each joins to a socket of the bridge: what is open in them is told to
/// clients, and what clients want done is done in the one that the user turned to last. Loop's thread; outlives the
/// loop's coroutines.
class Editors final {
public:
    /// `socket`: where the windows come. Only processes of this user are heard.
    Editors(asio::any_io_executor executor, const Root& root, std::string socket);

    [[nodiscard]] Outcome<void> listen();
    /// No window is heard any more.
    void close();

    /// {"connected", "focused", and, where a file of the workspace is in front, "editor"}.
    [[nodiscard]] Json state() const;
    /// Tells a client of the state, now and after each change, until it is stopped.
    [[nodiscard]] asio::awaitable<Outcome<Json>> watch(Call call);
    /// Has a window do something: {"type": "open" or "insert", …}. A window whose page has gone without a word is given
    /// 3 s, then the next one is asked.
    [[nodiscard]] asio::awaitable<Outcome<Json>> ask(Json question, std::stop_token stop);

private:
    struct Asked {
        explicit Asked(const asio::any_io_executor& executor) : changed(executor) {}

        Event changed;
        bool isTaken = false;
        std::optional<std::string> answer = {}; ///< Empty: it was done.
    };
    using Windows = std::vector<std::shared_ptr<EditorWindow>>;

    asio::awaitable<void> accept();
    asio::awaitable<void> serve(std::shared_ptr<EditorWindow> window);
    asio::awaitable<void> waitFor(Asked& asked, const EditorWindow& window, const std::stop_token& stop) const;
    void receive(EditorWindow& window, const Json& message);
    [[nodiscard]] Json shownOf(const Json& message) const;
    [[nodiscard]] Windows lastFirst() const;

    asio::any_io_executor m_executor;
    const Root& m_root;
    std::string m_path;
    std::optional<asio::local::stream_protocol::acceptor> m_acceptor;
    Windows m_windows;
    std::map<std::uint64_t, std::shared_ptr<Asked>> m_asked;
    std::uint64_t m_lastTurn = 0;
    std::uint64_t m_lastAsked = 0;
    Event m_changed;
};

} // namespace kalpana::bridge::server
