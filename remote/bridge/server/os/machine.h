#pragma once

#include <cstdint>
#include <string>

namespace kalpana::bridge::server {

/// How busy this computer is, from /proc (proc(5)).
class Machine final {
public:
    Machine();

    struct Load {
        double cpuPercent = 0; ///< of all processors together, since the call before
        std::uint64_t memoryUsed = 0;
        std::uint64_t memoryTotal = 0;
        double load1 = 0;
    };
    [[nodiscard]] Load measure();

    [[nodiscard]] static std::string hostName();

private:
    std::uint64_t m_busy = 0;
    std::uint64_t m_all = 0;
};

} // namespace kalpana::bridge::server
