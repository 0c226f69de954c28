#pragma once

#include "remote/gateway/door.h"
#include "remote/gateway/head.h"
#include "remote/gateway/page.h"
#include "remote/gateway/transfer.h"

#include <boost/asio/steady_timer.hpp>

namespace kalpana::gateway {

/// One admitted request: finds or opens a backend connection, passes the request there and the answer back, both as
/// streams. Lives on the I/O thread, for one run().
class Exchange final {
public:
    Exchange(Door& door, Input client, const RequestHead& request, const Site& site);
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange();

    /// Whether the client's connection can carry another request.
    [[nodiscard]] asio::awaitable<bool> run();
    /// Ends an upgraded connection as if its backend were lost. False where there is none: nothing was done then.
    [[nodiscard]] bool leave();

private:
    enum class Outcome { KeepAlive, Close, Stale };

    [[nodiscard]] asio::awaitable<Result<Input>> open();
    [[nodiscard]] asio::awaitable<Outcome> attempt();
    [[nodiscard]] asio::awaitable<void> sendBody();
    [[nodiscard]] asio::awaitable<Outcome> relay();
    [[nodiscard]] asio::awaitable<std::optional<ResponseHead>> readHead();
    [[nodiscard]] asio::awaitable<Outcome> relayFinal(const ResponseHead& head);
    [[nodiscard]] asio::awaitable<Outcome> noAnswer();
    [[nodiscard]] asio::awaitable<Outcome> show(Error why);
    void clientLeft();
    /// May be sent again if the connection ended before anything came back (RFC 9110, 9.2.2).
    [[nodiscard]] bool isRepeatable() const;

    Door& m_door;
    Input m_client;
    const RequestHead& m_request;
    Site m_site;
    Body m_requestBody;
    Input m_backend;
    asio::steady_timer m_openLimit;
    int m_openings = 0;
    bool m_reused = false;
    bool m_heard = false; // Something came from this backend connection.
    bool m_isSpliced = false;
    bool m_clientLeft = false;
    bool m_stopBody = false; // The answer is complete: what is left of the request is of no use.
};

} // namespace kalpana::gateway
