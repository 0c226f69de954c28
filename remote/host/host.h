#pragma once

#include "core/base/error.h"
#include "remote/io/stream.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace kalpana::host {

namespace asio = boost::asio;

/// How a command ended: its exit code, or the signal that killed it (without "SIG", as RFC 4254 6.10 names it).
struct ExitStatus {
    int code = 0;
    std::string signal = {};

    [[nodiscard]] bool succeeded() const { return code == 0 && signal.empty(); }
};

/// A command under way on a host. Lives on the I/O thread; dropping it closes its streams and, where the host can, ends
/// it (SIGHUP).
class RunningCommand {
public:
    RunningCommand() = default;
    RunningCommand(const RunningCommand&) = delete;
    RunningCommand& operator=(const RunningCommand&) = delete;
    virtual ~RunningCommand() = default;

    /// Reads standard output, writes standard input. shutdownWrite() is end of file for the command.
    [[nodiscard]] virtual io::Stream& stream() = 0;
    /// What came on standard error so far, its last 64 KiB.
    [[nodiscard]] virtual std::string errorText() const = 0;
    /// Waits until it has ended; standard output must be read meanwhile.
    [[nodiscard]] virtual asio::awaitable<Result<ExitStatus>> wait() = 0;
};

/// A machine on which a workspace can live: this computer, or one behind SSH. Lives on the I/O thread; every call may
/// be made many times at once.
class Host {
public:
    Host() = default;
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;
    virtual ~Host() = default;

    /// As a sentence calls it: "this computer", an alias, or user@host:port.
    [[nodiscard]] virtual std::string name() const = 0;
    /// Starts a command line, read by `sh` on this computer and by the user's login shell on an SSH host: send scripts
    /// to `sh` on its standard input instead of quoting them.
    [[nodiscard]] virtual asio::awaitable<Result<std::unique_ptr<RunningCommand>>> start(std::string commandLine) = 0;
    /// Connects to a unix socket on the host, by absolute path.
    [[nodiscard]] virtual asio::awaitable<Result<io::Stream>> openSocket(std::string path) = 0;
    /// How openSocket() may reach a socket where the host forbids forwarding: a command line on the host to which the
    /// socket's quoted path is appended, and which carries its standard input and output to and from it. Any thread.
    virtual void setRelayCommand(std::string /*commandLine*/) {} // NOLINT(performance-unnecessary-value-param): kept
    /// Connects to a TCP port as seen from the host.
    [[nodiscard]] virtual asio::awaitable<Result<io::Stream>> openTcp(std::string address, std::uint16_t port) = 0;
    /// Completes when the connection to the host is lost, with the reason; never for this computer.
    [[nodiscard]] virtual asio::awaitable<Error> lost() = 0;
    /// The last measured round trip in milliseconds; 0 when there is none.
    [[nodiscard]] virtual int roundTripMs() const { return 0; }
};

/// A host's name where a sentence begins with it: "This computer"; what a user named stays as it is.
[[nodiscard]] QString atStart(const QString& name);

} // namespace kalpana::host
