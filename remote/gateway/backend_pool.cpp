#include "remote/gateway/backend_pool.h"

#include <algorithm>

namespace kalpana::gateway {

namespace {

constexpr std::size_t mostIdle = 8; // A browser uses six at once for one host.

} // namespace

std::shared_ptr<StreamInput> BackendPool::take(std::uint16_t port)
{
    for (auto it = m_idle.begin(); it != m_idle.end(); ++it) {
        if (it->port != port)
            continue;
        auto input = std::move(it->input);
        m_idle.erase(it);
        input->watch({});
        return input;
    }
    return nullptr;
}

void BackendPool::put(std::uint16_t port, std::shared_ptr<StreamInput> input)
{
    const auto* which = input.get();
    const auto executor = input->stream().get_executor();
    m_idle.push_front({.port = port, .input = input, .timer = asio::steady_timer(executor, m_keepTime)});
    m_idle.front().timer.async_wait([weak = weak_from_this(), which](error_code error) {
        if (const auto self = weak.lock(); self && !error)
            self->drop(which);
    });
    if (m_idle.size() > mostIdle)
        drop(m_idle.back().input.get());
    // Posted by nobody: a backend that closes, or talks without being asked, is of no more use.
    input->watch([weak = weak_from_this(), which] {
        if (const auto self = weak.lock())
            self->drop(which);
    });
}

void BackendPool::clear()
{
    while (!m_idle.empty())
        drop(m_idle.front().input.get());
}

void BackendPool::drop(const StreamInput* input)
{
    const auto found = std::ranges::find_if(m_idle, [&](const Idle& idle) { return idle.input.get() == input; });
    if (found == m_idle.end())
        return;
    const auto dropped = std::move(found->input);
    m_idle.erase(found);
    dropped->watch({});
    dropped->close();
}

} // namespace kalpana::gateway
