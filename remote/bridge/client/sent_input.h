#pragma once

#include "remote/bridge/client/commands.h"

#include <boost/asio/steady_timer.hpp>

namespace kalpana::bridge::client {

/// The standard input of one command, on its way to the bridge. I/O thread.
class SentInput final {
public:
    explicit SentInput(const asio::any_io_executor& executor)
        : m_changed(executor, asio::steady_timer::time_point::max())
    {
    }

    /// The payload of a "command.input" event.
    void hear(const Json& payload);
    /// Sends what the source gives, as far as the bridge allows. Returns only with what went wrong: it is to be
    /// cancelled once the command has ended.
    [[nodiscard]] static asio::awaitable<Error> send(std::shared_ptr<SentInput> self, ClientPointer client,
                                                     InputSource source);

private:
    std::uint32_t m_request = 0;
    std::uint64_t m_until = 0;
    bool m_isClosed = false; ///< The command reads no more.
    asio::steady_timer m_changed;
};

} // namespace kalpana::bridge::client
