#pragma once

#include "remote/bridge/server/async/event.h"
#include "remote/bridge/server/command/environment.h"
#include "remote/bridge/server/session/handlers.h"

#include <map>

namespace kalpana::bridge::server {

/// What git and ssh on the host ask of the person at a desktop: a name and a password, a passphrase. Programs that the
/// bridge starts come by control.sock (`kalpana-bridge credential` and `askpass`); clients that watch are told; the
/// first answer counts and is passed on, kept nowhere. Loop's thread.
class Questions final {
public:
    /// `runtime` holds control.sock, and gets the link under which this program is an askpass.
    Questions(asio::any_io_executor executor, std::string runtime);

    /// Makes git and ssh ask here, and nobody else: helpers that would store what they are told are left out.
    void addTo(Environment& environment) const;

    /// The same for who types in a terminal: after the helpers of the user's own configuration git asks the desktop,
    /// and where none is there it asks in the terminal, as ever.
    [[nodiscard]] std::map<std::string, std::string> forTerminal() const;

    /// Waits for the answer, 60 s at most: {"username","password"}, {"text"}, or {"error": sentence} at once where no
    /// desktop watches (with "nobody": true), and where it has gone, refuses, or takes too long.
    [[nodiscard]] asio::awaitable<Json> ask(Json question, std::stop_token stop);

    /// Tells a client of every question, until it is stopped.
    [[nodiscard]] asio::awaitable<Outcome<Json>> watch(Call call);
    /// not_found where nobody waits for it any more.
    [[nodiscard]] Outcome<void> answer(std::uint32_t question, Json answer);

private:
    struct Open {
        explicit Open(const asio::any_io_executor& executor) : changed(executor) {}

        Json question = {};
        Json answer = {}; ///< null until there is one
        Event changed;
    };
    void tell(const std::string& event, const Json& payload) const;

    asio::any_io_executor m_executor;
    std::string m_runtime;
    std::string m_program;
    std::map<std::uint64_t, Call> m_watchers;
    std::map<std::uint32_t, std::shared_ptr<Open>> m_open;
    std::uint64_t m_lastWatcher = 0;
    std::uint32_t m_lastQuestion = 0;
};

} // namespace kalpana::bridge::server
