#include "remote/bridge/client/sent_input.h"

#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/protocol/frame.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace kalpana::bridge::client {

void SentInput::hear(const Json& payload)
{
    protocol::Fields fields(payload);
    const auto request = fields.number("id");
    const auto until = fields.number("until");
    const bool isClosed = fields.flag("closed");
    if (fields.failure())
        return;
    m_request = static_cast<std::uint32_t>(request);
    m_until = std::max(m_until, until);
    m_isClosed = m_isClosed || isClosed;
    m_changed.cancel();
}

asio::awaitable<Error> SentInput::send(std::shared_ptr<SentInput> self, ClientPointer client, InputSource source)
{
    constexpr std::size_t partBytes = 64U << 10U;
    std::vector<char> part(partBytes);
    for (std::uint64_t sent = 0; !self->m_isClosed;) {
        if (sent >= self->m_until) {
            co_await self->m_changed.async_wait(asio::as_tuple(asio::use_awaitable));
            continue;
        }
        const auto room = std::min<std::uint64_t>(partBytes, self->m_until - sent);
        const auto count = co_await source(std::span(part).first(static_cast<std::size_t>(room)));
        if (!count)
            co_return count.error();
        const auto taken =
            co_await client->sendBinary(static_cast<std::uint8_t>(protocol::FrameKind::CommandInput), self->m_request,
                                        sent, std::as_bytes(std::span(part).first(*count)));
        if (!taken)
            co_return taken.error();
        if (*count == 0)
            break;
        sent += *count;
    }
    for (;;) // until it is cancelled
        co_await self->m_changed.async_wait(asio::as_tuple(asio::use_awaitable));
}

} // namespace kalpana::bridge::client
