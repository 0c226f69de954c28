#include "remote/host/local_host.h"

#include <QCoreApplication>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kalpana::host {

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

struct Text {
    Q_DECLARE_TR_FUNCTIONS(LocalHost)
};

std::string signalName(int number)
{
    const auto* name = ::sigabbrev_np(number);
    return name != nullptr ? name : std::to_string(number);
}

/// A child process; keeps itself alive until it is reaped.
class Child final : public std::enable_shared_from_this<Child> {
public:
    Child(const asio::any_io_executor& executor, pid_t pid, int errorFd)
        : m_pid(pid), m_pidFd(executor, static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))),
          m_errors(executor, errorFd), m_ended(executor)
    {
        m_ended.expires_at(asio::steady_timer::time_point::max());
    }

    void watch()
    {
        m_pidFd.async_wait(asio::posix::descriptor_base::wait_read,
                           [self = shared_from_this()](io::error_code) { self->reap(); });
        readErrors();
    }
    void hangUp() const
    {
        if (!m_status)
            ::kill(-m_pid, SIGHUP);
    }
    asio::awaitable<ExitStatus> wait()
    {
        while (!m_status || !m_errorsEnded)
            co_await m_ended.async_wait(asTuple);
        co_return *m_status;
    }
    const std::string& errorText() const { return m_errorText; }

private:
    void reap()
    {
        int raw = 0;
        ::waitpid(m_pid, &raw, 0);
        m_status = WIFSIGNALED(raw) ? ExitStatus{.code = 128 + WTERMSIG(raw), .signal = signalName(WTERMSIG(raw))}
                                    : ExitStatus{.code = WEXITSTATUS(raw)};
        m_ended.cancel();
    }
    void readErrors()
    {
        m_errors.async_read_some(asio::buffer(m_chunk),
                                 [self = shared_from_this()](io::error_code error, std::size_t count) {
                                     self->m_errorText.append(self->m_chunk.data(), count);
                                     if (constexpr std::size_t kept = 65536; self->m_errorText.size() > kept)
                                         self->m_errorText.erase(0, self->m_errorText.size() - kept);
                                     // A daemon may keep the pipe open for ever: what matters is what came before the
                                     // end.
                                     if (!error && !self->m_status)
                                         return self->readErrors();
                                     self->m_errorsEnded = true;
                                     self->m_ended.cancel();
                                 });
    }

    pid_t m_pid;
    asio::posix::stream_descriptor m_pidFd;
    asio::posix::stream_descriptor m_errors;
    asio::steady_timer m_ended;
    std::optional<ExitStatus> m_status;
    bool m_errorsEnded = false;
    std::string m_errorText;
    std::array<char, 4096> m_chunk{};
};

class LocalCommand final : public RunningCommand {
public:
    LocalCommand(std::shared_ptr<Child> child, io::Stream stream)
        : m_child(std::move(child)), m_stream(std::move(stream))
    {
    }
    ~LocalCommand() override
    {
        m_stream.close();
        m_child->hangUp();
    }
    io::Stream& stream() override { return m_stream; }
    std::string errorText() const override { return m_child->errorText(); }
    asio::awaitable<Result<ExitStatus>> wait() override { co_return co_await m_child->wait(); }

private:
    std::shared_ptr<Child> m_child;
    io::Stream m_stream;
};

} // namespace

asio::awaitable<Result<std::unique_ptr<RunningCommand>>> LocalHost::start(std::string commandLine)
{
    std::array<int, 2> both{};
    std::array<int, 2> errors{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both.data()) != 0)
        co_return failure(ErrorCode::Internal, Text::tr("This computer has no free file descriptors."),
                          QString::fromUtf8(std::strerror(errno)));
    if (::pipe2(errors.data(), O_CLOEXEC) != 0) {
        ::close(both[0]);
        ::close(both[1]);
        co_return failure(ErrorCode::Internal, Text::tr("This computer has no free file descriptors."),
                          QString::fromUtf8(std::strerror(errno)));
    }
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, both[1], 0);
    posix_spawn_file_actions_adddup2(&actions, both[1], 1);
    posix_spawn_file_actions_adddup2(&actions, errors[1], 2);
    posix_spawnattr_t attributes{};
    posix_spawnattr_init(&attributes);
    sigset_t none{};
    sigemptyset(&none);
    sigset_t all{};
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::array<char*, 4> arguments{const_cast<char*>("sh"), const_cast<char*>("-c"), commandLine.data(), nullptr};
    pid_t pid = 0;
    const auto code = ::posix_spawn(&pid, "/bin/sh", &actions, &attributes, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    ::close(both[1]);
    ::close(errors[1]);
    if (code != 0) {
        ::close(both[0]);
        ::close(errors[0]);
        co_return failure(ErrorCode::Internal, Text::tr("/bin/sh could not be started on this computer."),
                          QString::fromUtf8(std::strerror(code)));
    }
    auto child = std::make_shared<Child>(m_executor, pid, errors[0]);
    child->watch();
    auto stream =
        io::streamOf(asio::local::stream_protocol::socket(m_executor, asio::local::stream_protocol(), both[0]));
    co_return std::make_unique<LocalCommand>(std::move(child), std::move(stream));
}

asio::awaitable<Result<io::Stream>> LocalHost::openSocket(std::string path)
{
    asio::local::stream_protocol::socket socket(m_executor);
    if (path.size() >= sizeof(sockaddr_un::sun_path))
        co_return failure(ErrorCode::NotFound,
                          Text::tr("The socket's path %1 is too long.").arg(QString::fromStdString(path)));
    const auto [error] = co_await socket.async_connect(asio::local::stream_protocol::endpoint(path), asTuple);
    if (error)
        co_return failure(ErrorCode::NotFound,
                          Text::tr("Nothing answers at %1 on this computer.").arg(QString::fromStdString(path)),
                          QString::fromStdString(error.message()));
    co_return io::streamOf(std::move(socket));
}

asio::awaitable<Result<io::Stream>> LocalHost::openTcp(std::string address, std::uint16_t port)
{
    asio::ip::tcp::resolver resolver(m_executor);
    const auto [unresolved, endpoints] = co_await resolver.async_resolve(address, std::to_string(port), asTuple);
    asio::ip::tcp::socket socket(m_executor);
    auto failed = unresolved;
    if (!failed)
        failed = std::get<0>(co_await asio::async_connect(socket, endpoints, asTuple));
    if (failed)
        co_return failure(ErrorCode::NotFound,
                          Text::tr("Nothing answers at %1:%2.").arg(QString::fromStdString(address)).arg(port),
                          QString::fromStdString(failed.message()));
    socket.set_option(asio::ip::tcp::no_delay(true));
    co_return io::streamOf(std::move(socket));
}

asio::awaitable<Error> LocalHost::lost()
{
    asio::steady_timer never(m_executor, asio::steady_timer::time_point::max());
    co_await never.async_wait(asTuple);
    co_return Error{ErrorCode::Cancelled, Text::tr("Stopped.")};
}

} // namespace kalpana::host
