#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>

namespace kalpana::bridge::server {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

/// Wakes coroutines that wait for something to change; they look again and wait again. One thread: the loop's.
class Event final {
public:
    explicit Event(const asio::any_io_executor& executor)
        : m_timer(std::make_shared<asio::steady_timer>(executor, Clock::time_point::max()))
    {
    }

    void notify() { m_timer->cancel(); }
    [[nodiscard]] asio::awaitable<void> wait();
    /// Returns at `deadline` at the latest.
    [[nodiscard]] asio::awaitable<void> waitUntil(Clock::time_point deadline);

private:
    std::shared_ptr<asio::steady_timer> m_timer; // cancel() wakes all who wait on it; its own time never comes
};

[[nodiscard]] asio::awaitable<void> delay(std::chrono::milliseconds time);

} // namespace kalpana::bridge::server
