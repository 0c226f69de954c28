#pragma once

#include "remote/bridge/server/os/process_stat.h"

#include <chrono>
#include <map>

namespace kalpana::bridge::server {

/// How much of the machine some processes take. Passive: time comes in by call.
class Usage final {
public:
    struct Reading {
        double cpuPercent = 0;    ///< of all processors together, since the reading before
        std::uint64_t memory = 0; ///< resident, what is shared counted for each
        std::size_t processes = 0;
    };
    /// A process that was not there at the reading before counts from now on.
    [[nodiscard]] Reading read(const std::vector<ProcessStat>& processes, std::chrono::steady_clock::time_point now);

private:
    std::map<std::pair<pid_t, unsigned long long>, std::uint64_t> m_ticks;
    std::chrono::steady_clock::time_point m_last;
};

} // namespace kalpana::bridge::server
