#pragma once

#include "core/base/error.h"
#include "remote/gateway/backend.h"

#include <QUrl>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace kalpana::io {
class IoThread;
}

namespace kalpana::gateway {

/// One workspace's way in. `id` is [a-z0-9-], at most 40 letters, unique in the gateway.
struct WorkspaceRoute {
    std::string id;
    std::uint16_t port = 0; ///< The stored one; 0 chooses a free one to store.
    std::shared_ptr<Backend> backend;
};

/// What the gateway grants a client; the defaults are the product's, tests make them small.
struct Limits {
    std::size_t headBytes = 32768;               ///< A request's or response's head; over it: 431, or 502.
    std::size_t connections = 512;               ///< Of all workspaces together.
    std::chrono::milliseconds headTime{10'000};  ///< From a head's first byte to its last.
    std::chrono::milliseconds idleTime{120'000}; ///< A kept connection without a request.
    std::chrono::milliseconds openTime{60'000};  ///< How long a request waits for the backend.
    std::chrono::milliseconds pooledTime{
        4'000}; ///< How long an unused backend connection is kept; it keeps auto-stop from seeing a false activity.
    std::chrono::milliseconds partingTime{2'000}; ///< How long a client that is being left may take for the last words.
    std::chrono::seconds tokenTime{30};
    std::function<std::chrono::steady_clock::time_point()> now = &std::chrono::steady_clock::now;
};

/// The browser's door to the workspaces: for each, one port of 127.0.0.1 and ::1 on which http://<id>.localhost:<port>/
/// is its code-server and http://<n>--<id>.localhost:<port>/ its port n. Every request is checked: its Host (421), the
/// cookie of that host (401), and for upgrades and unsafe methods its Origin (403). Host and Origin then go through
/// unchanged, the cookie does not; bodies stream; upgrades to WebSocket are spliced, and closed with 1012 (service
/// restart) where their backend is lost. HTTP/1.1 as in RFC 9112.
///
/// The methods may be called from any thread; everything else happens on the I/O thread, which must outlive the
/// gateway. The destructor closes every listener and connection.
class Gateway final {
public:
    explicit Gateway(io::IoThread& io, Limits limits = {});
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;
    ~Gateway();

    /// Starts to listen for a workspace; returns its port, to be stored. A port once chosen is never exchanged for
    /// another: browsers keep the editor's layout by name and port. Errors: Conflict (another program, or another
    /// workspace, has the port or the id), Usage (no id, or a port that browsers refuse).
    [[nodiscard]] Result<std::uint16_t> add(WorkspaceRoute route);
    /// Stops listening and closes the workspace's connections; upgraded ones take their leave. Unknown ids are ignored.
    void remove(const std::string& id);

    /// An address that opens the workspace's editor (or, with a port, that port of the workspace) once, within 30
    /// seconds; the browser that uses it gets the cookie. Errors: NotFound.
    [[nodiscard]] Result<QUrl> enterAddress(const std::string& id, std::uint16_t port = 0);

private:
    void windDown();

    class Doors;
    io::IoThread& m_io;
    std::shared_ptr<Doors> m_doors;
};

} // namespace kalpana::gateway
