#include "remote/workspaces/editor.h"

#include "remote/io/io_thread.h"
#include "remote/workspaces/over_line.h"

#include <boost/asio/detached.hpp>

namespace kalpana::workspaces {

namespace client = bridge::client;

/// What goes on on the I/O thread; its coroutine keeps it.
class EditorWatch::Watching final : public std::enable_shared_from_this<Watching> {
public:
    Watching(std::shared_ptr<Line> line, OnState onState) : m_line(std::move(line)), m_onState(std::move(onState)) {}

    void start(const asio::any_io_executor& executor)
    {
        asio::co_spawn(executor, follow(shared_from_this()),
                       asio::bind_cancellation_slot(m_cancel.slot(), asio::detached));
    }

    void stop()
    {
        m_onState = nullptr;
        m_cancel.emit(asio::cancellation_type::terminal);
    }

private:
    void tell(const client::EditorState& state)
    {
        if (const auto onState = m_onState) // A copy: it may be what destroys the watch.
            onState(state);
    }

    static asio::awaitable<void> follow(std::shared_ptr<Watching> self)
    {
        client::ClientPointer lost;
        while (self->m_onState) {
            const auto live = co_await self->m_line->wait(lost);
            if (!live || !self->m_onState)
                break;
            lost = live->client;
            const auto done =
                co_await client::watchEditor(lost, [self](const client::EditorState& state) { self->tell(state); });
            self->tell({});
            if (done || done.error().code != ErrorCode::ConnectionLost)
                break;
        }
    }

    std::shared_ptr<Line> m_line;
    OnState m_onState;
    asio::cancellation_signal m_cancel;
};

EditorWatch::EditorWatch(io::IoThread& io, std::shared_ptr<Line> line, OnState onState)
    : m_io(io), m_watching(std::make_shared<Watching>(std::move(line), std::move(onState)))
{
    asio::post(m_io.context(), [watching = m_watching, executor = m_io.executor()] { watching->start(executor); });
}

EditorWatch::~EditorWatch()
{
    m_io.call([this] { m_watching->stop(); });
}

Result<void> Editor::open(client::EditorPlace place, const std::stop_token& stop)
{
    return overLine(m_io, *m_line, stop, [&](const client::ClientPointer& bridge) {
        return client::openInEditor(bridge, std::move(place));
    });
}

Result<void> Editor::insert(std::string text, const std::stop_token& stop)
{
    return overLine(m_io, *m_line, stop, [&](const client::ClientPointer& bridge) {
        return client::insertInEditor(bridge, std::move(text));
    });
}

std::unique_ptr<EditorWatch> Editor::watch(EditorWatch::OnState onState)
{
    return std::make_unique<EditorWatch>(m_io, m_line, std::move(onState));
}

} // namespace kalpana::workspaces
