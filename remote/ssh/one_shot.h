#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <optional>

namespace kalpana::ssh {

namespace asio = boost::asio;

/// A value that will come once, and those who wait for it. Lives on the I/O thread.
template <typename T>
class OneShot final {
public:
    explicit OneShot(const asio::any_io_executor& executor) : m_timer(executor, asio::steady_timer::time_point::max())
    {
    }

    void set(T value)
    {
        if (m_value)
            return;
        m_value.emplace(std::move(value));
        m_timer.cancel();
    }
    [[nodiscard]] std::optional<T>& value() { return m_value; }

    /// Empty when the wait was cancelled.
    [[nodiscard]] static asio::awaitable<std::optional<T>> wait(std::shared_ptr<OneShot> shot)
    {
        if (!shot->m_value)
            co_await shot->m_timer.async_wait(asio::as_tuple(asio::use_awaitable));
        co_return shot->m_value;
    }

private:
    asio::steady_timer m_timer;
    std::optional<T> m_value;
};

} // namespace kalpana::ssh
