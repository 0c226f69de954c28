#include "remote/bridge/server/command/spawn.h"

#include "remote/bridge/server/os/split.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace kalpana::bridge::server {

namespace {

constexpr int kMostDescriptors = 4096;
/// A child that hangs before its exec does so at a network disk that does not answer, or, under an emulator, at a lock
/// that another thread had when it was forked. Nothing of the program has run, so it may be tried again.
constexpr int kAttempts = 2;

std::vector<char*> pointersTo(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// In the child, between fork and exec: only what is async-signal-safe.
[[noreturn]] void become(const char* program, char* const* argv, char* const* environment, const SpawnSpec& spec,
                         int report)
{
    const auto giveUp = [report] {
        const int error = errno;
        (void)!::write(report, &error, sizeof error);
        ::_exit(127);
    };
    ::setsid();
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    const std::array<int, 3> standard{spec.input, spec.output, spec.errors};
    for (int target = 0; target < 3; ++target) {
        const int source = standard[static_cast<std::size_t>(target)];
        if (::dup2(source >= 0 ? source : nothing, target) < 0)
            giveUp();
    }
    if (spec.terminal && ::ioctl(STDIN_FILENO, TIOCSCTTY, 0) != 0)
        giveUp();
    // Asio's sockets are not closed by exec on their own.
    if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
        for (int fd = 3; fd < kMostDescriptors; ++fd) // before Linux 5.11
            ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    for (int signal = 1; signal < NSIG; ++signal)
        ::signal(signal, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (spec.folder >= 0 && ::fchdir(spec.folder) != 0)
        giveUp();
    ::execve(program, argv, environment);
    giveUp();
    ::_exit(127);
}

/// In the child: enters by a write, which the kernel takes much longer for. Where it is not let in, it runs all the
/// same.
void enterCgroup(int cgroup)
{
    const int processes = ::openat(cgroup, "cgroup.procs", O_WRONLY | O_CLOEXEC);
    (void)!::write(processes, "0", 1);
}

/// fork, into a cgroup at once.
pid_t forkInto(int cgroup)
{
#ifndef __SANITIZE_THREAD__ // which must hear of every fork
    if (cgroup >= 0) {
        clone_args arguments{};
        arguments.flags = CLONE_INTO_CGROUP;
        arguments.exit_signal = SIGCHLD;
        arguments.cgroup = static_cast<std::uint64_t>(cgroup);
        if (const long pid = ::syscall(SYS_clone3, &arguments, sizeof arguments); pid >= 0)
            return static_cast<pid_t>(pid);
    }
#endif
    const pid_t pid = ::fork();
    if (pid == 0 && cgroup >= 0)
        enterCgroup(cgroup);
    return pid;
}

enum class Started { Yes, No, Hangs };

/// Waits for the child's exec, which closes the other end of the pipe; `error` says why there was none.
Started waitForExec(int report, std::chrono::milliseconds longest, int& error)
{
    pollfd waiting{.fd = report, .events = POLLIN, .revents = 0};
    int ready = 0;
    do
        ready = ::poll(&waiting, 1, static_cast<int>(longest.count()));
    while (ready < 0 && errno == EINTR);
    if (ready == 0)
        return Started::Hangs;
    ssize_t count = 0;
    do
        count = ::read(report, &error, sizeof error);
    while (count < 0 && errno == EINTR);
    return count == static_cast<ssize_t>(sizeof error) ? Started::No : Started::Yes;
}

bool isProgram(const std::string& path)
{
    struct stat facts{};
    return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

} // namespace

Outcome<std::string> findProgram(const std::string& name, const Environment& environment)
{
    if (name.find('/') != std::string::npos)
        return name;
    auto path = environment.value("PATH");
    if (path.empty())
        path = "/usr/local/bin:/usr/bin:/bin";
    for (const auto folder : splitWords(path, ':'))
        if (auto candidate = std::string(folder) + '/' + name; isProgram(candidate))
            return candidate;
    return failed(Code::NotFound, "There is no program \"" + name + "\" on the host's PATH.");
}

Outcome<pid_t> spawn(const SpawnSpec& spec)
{
    const auto program = findProgram(spec.argv.front(), spec.environment);
    if (!program)
        return std::unexpected(program.error());
    auto argv = spec.argv;
    auto variables = spec.environment.list();
    const auto argvPointers = pointersTo(argv);
    const auto variablePointers = pointersTo(variables);
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            return systemFailed(*program);
        const UniqueFd reader(ends[0]);
        UniqueFd writer(ends[1]);
        // No signal may reach the child while it still has our handlers.
        sigset_t all;
        sigset_t old;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &old);
        const pid_t pid = forkInto(spec.cgroup);
        if (pid == 0)
            become(program->c_str(), argvPointers.data(), variablePointers.data(), spec, writer.get());
        const int forkError = errno;
        ::pthread_sigmask(SIG_SETMASK, &old, nullptr);
        if (pid < 0)
            return std::unexpected(systemFailure(*program, forkError));
        writer.reset();
        int error = 0;
        switch (waitForExec(reader.get(), spec.longestStart, error)) {
        case Started::Yes:
            return pid;
        case Started::No: {
            ::waitpid(pid, nullptr, 0);
            auto failure = systemFailure(*program, error);
            // An ENOENT for a file that is there is about its interpreter or loader.
            if (error == EACCES || error == ENOEXEC || (error == ENOENT && ::access(program->c_str(), F_OK) == 0))
                failure.code = Code::NotExecutable;
            return std::unexpected(std::move(failure));
        }
        case Started::Hangs:
            ::kill(pid, SIGKILL); // reaped with the others, whenever it can be killed
        }
    }
    return failed(Code::Timeout, *program + " could not be started in time. Its disk may not answer; try again later.");
}

Outcome<Pipe> makePipe(Direction direction)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return systemFailed("A pipe");
    const bool fromChild = direction == Direction::FromChild;
    Pipe pipe{UniqueFd(ends[fromChild ? 0 : 1]), UniqueFd(ends[fromChild ? 1 : 0])};
    ::fcntl(pipe.ours.get(), F_SETFL, O_NONBLOCK);
    return pipe;
}

} // namespace kalpana::bridge::server
