#include "app/cli/stop_signals.h"

#include <array>
#include <csignal>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace kalpana::cli {

StopSignals::StopSignals()
{
    sigset_t set{};
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&set, signal);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_signals = ::signalfd(-1, &set, SFD_CLOEXEC);
    m_end = ::eventfd(0, EFD_CLOEXEC);
    m_thread = std::thread([this] { watch(m_signals, m_end); });
}

StopSignals::~StopSignals()
{
    ::eventfd_write(m_end, 1);
    m_thread.join();
    ::close(m_end);
    ::close(m_signals);
}

void StopSignals::watch(int signals, int end)
{
    for (;;) {
        std::array<pollfd, 2> waiting{
            {{.fd = signals, .events = POLLIN, .revents = 0}, {.fd = end, .events = POLLIN, .revents = 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0)
            continue;
        if (waiting[1].revents != 0)
            return;
        signalfd_siginfo which{};
        if (::read(signals, &which, sizeof which) != sizeof which)
            continue;
        if (!m_source.request_stop())
            ::_exit(128 + static_cast<int>(which.ssi_signo));
    }
}

} // namespace kalpana::cli
