#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <optional>

namespace kalpana::bridge::server {

namespace asio = boost::asio;

/// Threads for what blocks on disks; made when first needed, so that an idle bridge is one thread.
/// Must be joined before what the functions touch is gone.
class Workers final {
public:
    ~Workers() { join(); }

    /// Runs `function` on a worker and resumes the caller on its own executor. It is never abandoned: the caller's
    /// locals stay.
    [[nodiscard]] asio::awaitable<void> run(std::function<void()> function);
    void join();

private:
    std::optional<asio::thread_pool> m_pool;
};

} // namespace kalpana::bridge::server
