#include "remote/bridge/server/os/process_stat.h"

#include "remote/bridge/server/os/folder.h"

#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <memory>
#include <unistd.h>

namespace kalpana::bridge::server {

ProcessStat processAt(pid_t pid)
{
    const std::string text = readSmallFile("/proc/" + std::to_string(pid) + "/stat", 4096);
    const auto open = text.find('(');
    const auto close = text.rfind(')'); // the name between them may hold anything
    ProcessStat process;
    if (open == std::string::npos || close == std::string::npos)
        return process;
    unsigned long user = 0;
    unsigned long system = 0;
    long resident = 0;
    std::sscanf(text.c_str() + close + 1,
                " %c %d %d %d %*d %*d %*u %*u %*u %*u %*u %lu %lu %*d %*d %*d %*d %*d %*d %llu %*u %ld", &process.state,
                &process.parent, &process.group, &process.session, &user, &system, &process.startTime, &resident);
    process.pid = pid;
    process.name = text.substr(open + 1, close - open - 1);
    process.cpuTicks = user + system;
    process.residentBytes = static_cast<std::uint64_t>(resident) * static_cast<std::uint64_t>(::getpagesize());
    return process;
}

std::vector<ProcessStat> allProcesses()
{
    std::vector<ProcessStat> processes;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc"), ::closedir);
    while (const dirent* entry = folder != nullptr ? ::readdir(folder.get()) : nullptr)
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
            if (auto process = processAt(std::atoi(entry->d_name)); process.isAlive())
                processes.push_back(std::move(process));
    return processes;
}

std::vector<std::string> argumentsOf(pid_t pid)
{
    constexpr std::size_t most = 4096;
    const std::string text = readSmallFile("/proc/" + std::to_string(pid) + "/cmdline", most);
    std::vector<std::string> arguments;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\0', at), text.size());
        arguments.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return arguments;
}

unsigned long long startTimeOf(pid_t pid)
{
    const auto process = processAt(pid);
    return process.isAlive() ? process.startTime : 0;
}

} // namespace kalpana::bridge::server
