#include "remote/bridge/server/processes/usage.h"

#include <unistd.h>

namespace kalpana::bridge::server {

Usage::Reading Usage::read(const std::vector<ProcessStat>& processes, std::chrono::steady_clock::time_point now)
{
    Reading reading{.processes = processes.size()};
    std::uint64_t spent = 0;
    decltype(m_ticks) ticks;
    for (const auto& process : processes) {
        const std::pair key(process.pid, process.startTime);
        reading.memory += process.residentBytes;
        ticks[key] = process.cpuTicks;
        if (const auto before = m_ticks.find(key); before != m_ticks.end() && process.cpuTicks > before->second)
            spent += process.cpuTicks - before->second;
    }
    const auto seconds = std::chrono::duration<double>(now - m_last).count();
    const auto possible =
        seconds * static_cast<double>(::sysconf(_SC_CLK_TCK)) * static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN));
    if (!m_ticks.empty() && possible > 0)
        reading.cpuPercent = 100.0 * static_cast<double>(spent) / possible;
    m_ticks = std::move(ticks);
    m_last = now;
    return reading;
}

} // namespace kalpana::bridge::server
