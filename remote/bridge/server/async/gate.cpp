#include "remote/bridge/server/async/gate.h"

namespace kalpana::bridge::server {

asio::awaitable<Gate::Pass> Gate::enter()
{
    while (m_places == 0)
        co_await m_left.wait();
    --m_places;
    co_return Pass(*this);
}

} // namespace kalpana::bridge::server
