#include "remote/bridge/server/async/event.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace kalpana::bridge::server {

asio::awaitable<void> Event::wait()
{
    const auto timer = m_timer; // the event may go while somebody waits
    co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> Event::waitUntil(Clock::time_point deadline)
{
    const auto timer = m_timer;
    asio::steady_timer alarm(timer->get_executor(), deadline);
    if (deadline != Clock::time_point::max())
        alarm.async_wait([timer](boost::system::error_code error) {
            if (!error)
                timer->cancel();
        });
    co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> delay(std::chrono::milliseconds time)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

} // namespace kalpana::bridge::server
