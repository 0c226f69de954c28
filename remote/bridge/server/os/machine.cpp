#include "remote/bridge/server/os/machine.h"

#include "remote/bridge/server/os/folder.h"

#include <cstdlib>
#include <string_view>
#include <sys/utsname.h>

namespace kalpana::bridge::server {

namespace {

/// The number behind `key` in a text of "Key:   123 kB" lines.
std::uint64_t kilobytes(const std::string& text, std::string_view key)
{
    const auto at = text.find(key);
    return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + key.size(), nullptr, 10) * 1024;
}

struct Ticks {
    std::uint64_t busy = 0;
    std::uint64_t all = 0;
};

Ticks ticks()
{
    const std::string text = readSmallFile("/proc/stat", 4096);
    Ticks sum;
    const char* at = text.starts_with("cpu ") ? text.c_str() + 4 : "";
    for (int field = 0; field < 8; ++field) { // user nice system idle iowait irq softirq steal
        char* end = nullptr;
        const auto value = std::strtoull(at, &end, 10);
        sum.all += value;
        sum.busy += field == 3 || field == 4 ? 0 : value;
        at = end;
    }
    return sum;
}

} // namespace

Machine::Machine()
{
    const auto now = ticks();
    m_busy = now.busy;
    m_all = now.all;
}

Machine::Load Machine::measure()
{
    const auto now = ticks();
    Load load;
    if (now.all > m_all)
        load.cpuPercent = 100.0 * static_cast<double>(now.busy - m_busy) / static_cast<double>(now.all - m_all);
    m_busy = now.busy;
    m_all = now.all;
    const std::string memory = readSmallFile("/proc/meminfo", 8192);
    load.memoryTotal = kilobytes(memory, "MemTotal:");
    load.memoryUsed = load.memoryTotal - kilobytes(memory, "MemAvailable:");
    load.load1 = std::strtod(readSmallFile("/proc/loadavg", 256).c_str(), nullptr);
    return load;
}

std::string Machine::hostName()
{
    utsname names{};
    return ::uname(&names) == 0 ? names.nodename : "";
}

} // namespace kalpana::bridge::server
