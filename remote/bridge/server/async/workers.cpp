#include "remote/bridge/server/async/workers.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kThreads = 4;

} // namespace

asio::awaitable<void> Workers::run(std::function<void()> function)
{
    if (!m_pool)
        m_pool.emplace(kThreads);
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
        [this, &function](auto handler) {
            auto work = asio::make_work_guard(asio::get_associated_executor(handler));
            asio::post(*m_pool, [&function, work = std::move(work), handler = std::move(handler)]() mutable {
                function();
                asio::post(work.get_executor(), std::move(handler));
            });
        },
        asio::use_awaitable);
}

void Workers::join()
{
    if (m_pool)
        m_pool->join();
    m_pool.reset();
}

} // namespace kalpana::bridge::server
