#pragma once

#include "remote/gateway/backend.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace kalpana::test {

namespace asio = boost::asio;
inline constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

/// A workspace behind a gateway, in memory: each connection is served by a script, a coroutine on the I/O thread.
class ScriptedBackend final : public gateway::Backend {
public:
    using Script = std::function<asio::awaitable<void>(ScriptedBackend&, io::Stream)>;

    explicit ScriptedBackend(asio::any_io_executor executor, Script script, std::size_t capacity = 65536)
        : m_executor(std::move(executor)), m_script(std::move(script)), m_capacity(capacity)
    {
    }

    asio::awaitable<Result<io::Stream>> openIde() override { return open(0); }
    asio::awaitable<Result<io::Stream>> openPort(std::uint16_t port) override { return open(port); }

    /// Makes opening fail from now on; unset: it works.
    void fail(std::optional<Error> with)
    {
        const std::scoped_lock lock(m_mutex);
        m_failure = std::move(with);
    }
    /// Makes opening wait for ever (until it is cancelled).
    std::atomic_bool hangs = false;
    std::atomic_int opened = 0;
    std::atomic_int ended = 0;      ///< Scripts that have returned.
    std::atomic_int cancelled = 0;  ///< Openings whose wait was cancelled.
    std::atomic_uint64_t bytes = 0; ///< For the scripts' own counting.
    std::atomic_int lastPort = -1;

    /// What the scripts wrote down.
    void note(std::string text)
    {
        const std::scoped_lock lock(m_mutex);
        m_notes.push_back(std::move(text));
    }
    [[nodiscard]] std::vector<std::string> notes()
    {
        const std::scoped_lock lock(m_mutex);
        return m_notes;
    }

    /// Reads a head, notes it, and sends an answer, again and again, until the other side ends.
    static Script answersEach(std::string answer)
    {
        return
            [answer](ScriptedBackend& self, io::Stream stream) { return answerEach(self, std::move(stream), answer); };
    }

private:
    asio::awaitable<Result<io::Stream>> open(std::uint16_t port)
    {
        lastPort = port;
        if (hangs) {
            asio::steady_timer never(m_executor, asio::steady_timer::time_point::max());
            co_await never.async_wait(asTuple);
            ++cancelled;
            co_return failure(ErrorCode::Cancelled, QStringLiteral("Stopped."));
        }
        {
            const std::scoped_lock lock(m_mutex);
            if (m_failure)
                co_return std::unexpected(*m_failure);
        }
        ++opened;
        auto [near, far] = io::streamPair(m_executor, m_capacity);
        asio::co_spawn(m_executor, run(std::move(far)), asio::detached);
        co_return near;
    }
    asio::awaitable<void> run(io::Stream stream)
    {
        co_await m_script(*this, std::move(stream));
        ++ended;
    }
    static asio::awaitable<void> answerEach(ScriptedBackend& self, io::Stream stream, std::string answer)
    {
        std::string buffer;
        for (;;) {
            const auto [error, count] =
                co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), "\r\n\r\n", asTuple);
            if (error)
                co_return;
            self.note(buffer.substr(0, count));
            buffer.erase(0, count);
            const auto [failed, written] = co_await asio::async_write(stream, asio::buffer(answer), asTuple);
            if (failed)
                co_return;
        }
    }

    asio::any_io_executor m_executor;
    Script m_script;
    std::size_t m_capacity;
    std::mutex m_mutex;
    std::optional<Error> m_failure;
    std::vector<std::string> m_notes;
};

} // namespace kalpana::test
