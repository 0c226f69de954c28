#pragma once

#include <QtLogging>

#include <csignal>
#include <sys/types.h>

namespace kalpana::test {

/// kill() for one process. A number that was never set, or the -1 of a fork that failed, would mean everybody on this
/// computer: such a test ends here instead.
inline int signalProcess(pid_t pid, int number)
{
    if (pid <= 1)
        qFatal("There is no process %d to signal.", static_cast<int>(pid));
    return ::kill(pid, number);
}

} // namespace kalpana::test
