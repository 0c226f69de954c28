#include "remote/workspaces/terminals.h"

#include "remote/io/io_thread.h"

#include <boost/asio/detached.hpp>

namespace kalpana::workspaces {

namespace client = bridge::client;

/// What goes on on the I/O thread; its coroutine keeps it.
class TerminalWatch::Watching final : public std::enable_shared_from_this<Watching> {
public:
    Watching(std::shared_ptr<Line> line, OnList onList) : m_line(std::move(line)), m_onList(std::move(onList)) {}

    void start(const asio::any_io_executor& executor)
    {
        asio::co_spawn(executor, follow(shared_from_this()),
                       asio::bind_cancellation_slot(m_cancel.slot(), asio::detached));
    }

    void stop()
    {
        m_onList = nullptr;
        m_cancel.emit(asio::cancellation_type::terminal);
    }

private:
    static asio::awaitable<void> follow(std::shared_ptr<Watching> self)
    {
        client::ClientPointer lost;
        while (self->m_onList) {
            const auto live = co_await self->m_line->wait(lost);
            if (!live || !self->m_onList)
                break;
            lost = live->client;
            const auto done = co_await client::watchTerminals(lost, [self](const std::vector<client::Terminal>& list) {
                if (const auto onList = self->m_onList) // A copy: it may be what destroys the watch.
                    onList(list);
            });
            if (done || done.error().code != ErrorCode::ConnectionLost)
                break;
        }
    }

    std::shared_ptr<Line> m_line;
    OnList m_onList;
    asio::cancellation_signal m_cancel;
};

TerminalWatch::TerminalWatch(io::IoThread& io, std::shared_ptr<Line> line, OnList onList)
    : m_io(io), m_watching(std::make_shared<Watching>(std::move(line), std::move(onList)))
{
    asio::post(m_io.context(), [watching = m_watching, executor = m_io.executor()] { watching->start(executor); });
}

TerminalWatch::~TerminalWatch()
{
    m_io.call([this] { m_watching->stop(); });
}

Result<client::Terminal> Terminals::create(client::NewTerminal spec, std::stop_token stop)
{
    return m_line->get().and_then([&](const LiveLine& line) {
        return m_io.run(client::createTerminal(line.client, std::move(spec)), std::move(stop));
    });
}

Result<std::vector<client::Terminal>> Terminals::list(std::stop_token stop)
{
    return m_line->get().and_then(
        [&](const LiveLine& line) { return m_io.run(client::listTerminals(line.client), std::move(stop)); });
}

Result<client::Terminal> Terminals::startAgain(std::uint32_t number, client::TerminalSize size, std::stop_token stop)
{
    return m_line->get().and_then([&](const LiveLine& line) {
        return m_io.run(client::startTerminalAgain(line.client, number, size), std::move(stop));
    });
}

Result<void> Terminals::end(std::uint32_t number, std::stop_token stop)
{
    return m_line->get().and_then(
        [&](const LiveLine& line) { return m_io.run(client::endTerminal(line.client, number), std::move(stop)); });
}

Result<client::TerminalSnapshot> Terminals::snapshot(std::uint32_t number, std::uint32_t lines, std::stop_token stop)
{
    return m_line->get().and_then([&](const LiveLine& line) {
        return m_io.run(client::terminalSnapshot(line.client, number, lines), std::move(stop));
    });
}

std::unique_ptr<AttachedTerminal> Terminals::attach(std::uint32_t number, TerminalView& view,
                                                    std::optional<client::TerminalSize> size)
{
    return std::make_unique<AttachedTerminal>(m_io, m_line, number, view, size);
}

std::unique_ptr<TerminalWatch> Terminals::watch(TerminalWatch::OnList onList)
{
    return std::make_unique<TerminalWatch>(m_io, m_line, std::move(onList));
}

} // namespace kalpana::workspaces
