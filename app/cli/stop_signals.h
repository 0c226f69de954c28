#pragma once

#include <stop_token>
#include <thread>

namespace kalpana::cli {

/// Turns SIGINT, SIGTERM and SIGHUP into a stop; a second one ends the program at once. Make it before any other
/// thread: it blocks the signals for those that come after it (signalfd(2)).
class StopSignals final {
public:
    StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;
    ~StopSignals();

    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }
    /// What another part of the program may ask to stop with.
    [[nodiscard]] std::stop_source source() const { return m_source; }

private:
    void watch(int signals, int end);
    std::stop_source m_source;
    int m_signals = -1;
    int m_end = -1;
    std::thread m_thread;
};

} // namespace kalpana::cli
