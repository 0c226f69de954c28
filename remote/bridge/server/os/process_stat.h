#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace kalpana::bridge::server {

/// A process as /proc/PID/stat has it (proc_pid_stat(5)).
struct ProcessStat {
    pid_t pid = 0; ///< 0: there is none
    std::string name = {};
    char state = 'X';
    pid_t parent = 0;
    pid_t group = 0;
    pid_t session = 0;
    std::uint64_t cpuTicks = 0; ///< user and system, of sysconf(_SC_CLK_TCK) a second
    unsigned long long startTime = 0;
    std::uint64_t residentBytes = 0;

    [[nodiscard]] bool isAlive() const { return pid != 0 && state != 'Z' && state != 'X'; }
};

[[nodiscard]] ProcessStat processAt(pid_t pid);
/// All that are alive.
[[nodiscard]] std::vector<ProcessStat> allProcesses();
/// Its arguments; empty for a kernel thread, or one that is gone or another's.
[[nodiscard]] std::vector<std::string> argumentsOf(pid_t pid);

/// When a process started, in clock ticks since boot: with its pid it names a process for ever. 0: there is none.
[[nodiscard]] unsigned long long startTimeOf(pid_t pid);

} // namespace kalpana::bridge::server
