#include "remote/bridge/server/async/event.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace kalpana::bridge::server {

asio::awaitable<void> Event::wait()
{
    co_await m_timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> Event::waitUntil(Clock::time_point deadline)
{
    asio::steady_timer alarm(m_timer.get_executor(), deadline);
    alarm.async_wait([this](boost::system::error_code error) {
        if (!error)
            notify();
    });
    co_await m_timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> delay(std::chrono::milliseconds time)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

} // namespace kalpana::bridge::server
