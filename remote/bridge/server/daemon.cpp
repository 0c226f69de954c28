#include "remote/bridge/server/daemon.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <vector>

namespace kalpana::bridge::server {

namespace {

constexpr off_t kMaxLog = 1 << 20;

void closeAllBut(std::vector<int> keep)
{
    std::ranges::sort(keep);
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    int next = 3;
    for (const int fd : keep) {
        if (fd > next)
            ::close_range(static_cast<unsigned>(next), static_cast<unsigned>(fd - 1), 0);
        next = std::max(next, fd + 1);
    }
    if (::close_range(static_cast<unsigned>(next), ~0U, 0) == 0)
        return;
    for (int fd = 3; fd < 65536 && fd < static_cast<int>(limit.rlim_cur); ++fd) // before Linux 5.9
        if (!std::ranges::binary_search(keep, fd))
            ::close(fd);
}

void redirectStandard(const std::string& log)
{
    const UniqueFd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    struct stat facts{};
    if (::stat(log.c_str(), &facts) == 0 && facts.st_size > kMaxLog)
        ::rename(log.c_str(), (log + ".1").c_str());
    UniqueFd file(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
    ::dup2(nothing.get(), STDIN_FILENO);
    ::dup2(file ? file.get() : nothing.get(), STDOUT_FILENO);
    ::dup2(file ? file.get() : nothing.get(), STDERR_FILENO);
}

std::string readToEnd(int fd)
{
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
        const ssize_t count = ::read(fd, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

} // namespace

Detached detach(const std::string& log, std::span<const int> keep)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return {};
    UniqueFd reader(ends[0]);
    UniqueFd writer(ends[1]);
    const pid_t child = ::fork();
    if (child != 0) {
        writer.reset();
        auto line = child > 0 ? readToEnd(reader.get()) : std::string();
        if (child > 0)
            ::waitpid(child, nullptr, 0);
        return {.line = std::move(line)};
    }
    ::setsid();
    if (::fork() != 0)
        ::_exit(0);
    if (::chdir("/") != 0)
        ::_exit(1);
    redirectStandard(log);
    std::vector<int> kept(keep.begin(), keep.end());
    kept.push_back(writer.get());
    reader.reset();
    closeAllBut(std::move(kept));
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGHUP, SIG_IGN);
    return {.isDaemon = true, .toCaller = std::move(writer)};
}

} // namespace kalpana::bridge::server
