#include "app/cli/standard_input.h"

#include <QCoreApplication>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kalpana::cli {

namespace asio = boost::asio;

namespace {

/// A pipe or terminal anew, so that reading it never blocks, even where somebody else was faster; anything else as it
/// is, for the place in a file is shared on purpose.
int openStandardInput()
{
    struct stat what{};
    const bool isPipe = ::fstat(STDIN_FILENO, &what) == 0 && S_ISFIFO(what.st_mode);
    const int own = isPipe || ::isatty(STDIN_FILENO) != 0
                        ? ::open("/proc/self/fd/0", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
                        : -1;
    return own >= 0 ? own : ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
}

bool mayRead(int descriptor)
{
    // Of a named pipe that was opened after its last writer had gone, poll(2) does not tell the end; and a terminal
    // must not be read before there is something, for that stops a program in the background.
    const auto flags = ::fcntl(descriptor, F_GETFL);
    struct stat what{};
    if ((flags & O_NONBLOCK) != 0 && ::fstat(descriptor, &what) == 0 && S_ISFIFO(what.st_mode))
        return true;
    pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, 0) > 0;
}

} // namespace

StandardInput::StandardInput(const asio::any_io_executor& executor) : m_descriptor(executor, openStandardInput()) {}

asio::awaitable<Result<std::size_t>> StandardInput::read(std::span<char> into)
{
    for (;;) {
        if (mayRead(m_descriptor.native_handle())) {
            const auto count = ::read(m_descriptor.native_handle(), into.data(), into.size());
            if (count >= 0)
                co_return static_cast<std::size_t>(count);
            if (errno != EAGAIN && errno != EINTR)
                co_return failure(ErrorCode::Usage,
                                  QCoreApplication::translate("StandardInput",
                                                              "Standard input can't be read. Give another one, or none "
                                                              "with </dev/null."),
                                  QString::fromLocal8Bit(std::strerror(errno)));
        }
        const auto [error] = co_await m_descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                                                              asio::as_tuple(asio::use_awaitable));
        if (error)
            co_return failure(ErrorCode::Cancelled, QCoreApplication::translate("StandardInput", "Stopped."));
    }
}

} // namespace kalpana::cli
