#pragma once

#include "core/base/error.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace kalpana::io {

namespace asio = boost::asio;

/// The one thread that owns every SSH session, the gateway's sockets and their timers. Flow threads hand it coroutines
/// and wait. Must outlive everything that lives on it; its destructor ends the loop and joins, so objects on it must be
/// gone or closed before.
class IoThread final {
public:
    IoThread();
    IoThread(const IoThread&) = delete;
    IoThread& operator=(const IoThread&) = delete;
    ~IoThread();

    [[nodiscard]] asio::io_context& context() { return m_context; }
    [[nodiscard]] asio::any_io_executor executor() { return m_context.get_executor(); }
    [[nodiscard]] bool isCurrent() const { return std::this_thread::get_id() == m_thread.get_id(); }

    /// Runs a coroutine on the I/O thread and waits for its result; call it from a flow thread only. A stop cancels
    /// what the coroutine waits for at once; it then ends with ErrorCode::Cancelled unless it already had a result.
    template <typename T>
    [[nodiscard]] Result<T> run(asio::awaitable<Result<T>> coroutine, const std::stop_token& stop = {})
    {
        struct Call {
            std::mutex mutex;
            std::condition_variable done;
            std::optional<Result<T>> result;
            asio::cancellation_signal cancel;
        };
        const auto call = std::make_shared<Call>();
        asio::co_spawn(m_context, std::move(coroutine),
                       asio::bind_cancellation_slot(call->cancel.slot(),
                                                    [call](const std::exception_ptr& thrown, Result<T> result) {
                                                        const std::scoped_lock lock(call->mutex);
                                                        if (thrown)
                                                            result = std::unexpected(errorOf(thrown));
                                                        call->result.emplace(std::move(result));
                                                        call->done.notify_all();
                                                    }));
        const std::stop_callback onStop(stop, [this, call] {
            asio::post(m_context, [call] { call->cancel.emit(asio::cancellation_type::terminal); });
        });
        std::unique_lock lock(call->mutex);
        while (!call->result)
            call->done.wait(lock);
        if (!call->result->has_value() && stop.stop_requested())
            return std::unexpected(cancelled());
        return *std::move(call->result);
    }

    /// Runs a function on the I/O thread and waits until it has run.
    template <typename Function>
    auto call(Function function) -> std::invoke_result_t<Function>
    {
        if (isCurrent())
            return function();
        std::packaged_task<std::invoke_result_t<Function>()> task(std::move(function));
        auto result = task.get_future();
        asio::post(m_context, [&task] { task(); });
        return result.get();
    }

private:
    static Error errorOf(const std::exception_ptr& thrown);
    static Error cancelled();

    asio::io_context m_context{1};
    asio::executor_work_guard<asio::io_context::executor_type> m_work;
    std::jthread m_thread; // Must be last: it runs the context.
};

} // namespace kalpana::io
