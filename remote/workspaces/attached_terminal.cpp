#include "remote/workspaces/attached_terminal.h"

#include "remote/io/io_thread.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace kalpana::workspaces {

namespace client = bridge::client;

namespace {

constexpr std::size_t kPieceBytes = 64U << 10U;
/// Shown bytes are told in steps of this, and when all is shown.
constexpr std::uint64_t kAcknowledgedAtOnce = client::kTerminalWindow / 8;
const auto never = asio::steady_timer::time_point::max();

} // namespace

/// What goes on on the I/O thread; its coroutines keep it.
class AttachedTerminal::Attachment final : public std::enable_shared_from_this<Attachment> {
public:
    using Self = std::shared_ptr<Attachment>;

    Attachment(asio::any_io_executor executor, std::shared_ptr<Line> line, std::uint32_t number, TerminalView& view,
               std::optional<client::TerminalSize> size)
        : m_executor(std::move(executor)), m_line(std::move(line)), m_number(number), m_view(&view), m_size(size),
          m_wake(m_executor, never)
    {
    }

    void start()
    {
        asio::co_spawn(m_executor, follow(shared_from_this()),
                       asio::bind_cancellation_slot(m_cancel.slot(), asio::detached));
    }

    void stop()
    {
        m_view = nullptr;
        m_client.reset();
        m_wake.cancel();
        m_cancel.emit(asio::cancellation_type::terminal);
    }

    void type(std::string bytes)
    {
        if (m_view == nullptr || m_isDown)
            return;
        if (m_typed.size() + bytes.size() > kMostTyped) {
            m_view->refused(bytes.size());
            return;
        }
        m_typed += bytes;
        sendTyped();
    }

    void resize(client::TerminalSize size)
    {
        m_size = size;
        if (m_client)
            client::resizeTerminal(m_client, m_number, size);
    }

    void repaintAfterLoss(std::uint32_t lines) { m_repaintLines = lines; }

    void repaint(std::uint32_t lines)
    {
        if (m_client)
            client::repaintTerminal(m_client, *m_place, lines);
    }

    void shown(std::size_t bytes)
    {
        m_shown = std::min(m_given, m_shown + bytes);
        m_wake.cancel();
        acknowledge();
    }

private:
    /// Straight through the terminal's life in this view.
    static asio::awaitable<void> follow(Self self)
    {
        client::ClientPointer lost;
        while (self->m_view != nullptr) {
            auto live = co_await self->m_line->wait(lost);
            if (!live) {
                self->end(std::unexpected(live.error()));
                break;
            }
            lost = live->client;
            // However often the line comes and goes: what is not shown yet stays bounded.
            while (self->m_view != nullptr && self->m_given - self->m_shown >= client::kTerminalWindow)
                co_await self->m_wake.async_wait(asio::as_tuple(asio::use_awaitable));
            if (self->m_view == nullptr)
                break;
            if (self->m_isDown && self->m_repaintLines) {
                self->m_place->seen.reset();
                self->m_place->lines = self->m_repaintLines;
            }
            self->m_client = lost;
            if (self->m_size)
                client::resizeTerminal(lost, self->m_number, *self->m_size);
            const auto end = co_await client::attachTerminal(lost, self->m_number, sink(self), self->m_place);
            self->m_client.reset();
            if (end || end.error().code != ErrorCode::ConnectionLost) {
                self->end(end);
                break;
            }
            self->m_isDown = true;
            self->m_typed.clear();
            if (self->m_view != nullptr)
                self->m_view->lineDown(end.error());
        }
    }

    static client::TerminalSink sink(const Self& self)
    {
        return {.onBeginning = [self](const client::TerminalBeginning& beginning) { self->begin(beginning); },
                .onBytes = [self](std::string_view bytes) { self->give(bytes); },
                .onResized =
                    [self](client::TerminalSize size) {
                        if (self->m_view != nullptr)
                            self->m_view->resized(size);
                    },
                .onRefused =
                    [self](std::uint64_t bytes) {
                        if (self->m_view != nullptr)
                            self->m_view->refused(bytes);
                    }};
    }

    /// What was typed before the first picture waits for it.
    void sendTyped()
    {
        if (m_place->request != 0 && !m_typed.empty() && !std::exchange(m_isTyping, true))
            asio::co_spawn(m_executor, sendTyped(shared_from_this()), asio::detached);
    }

    static asio::awaitable<void> sendTyped(Self self)
    {
        while (!self->m_typed.empty() && self->m_client) {
            auto piece = self->m_typed.substr(0, kPieceBytes);
            self->m_typed.erase(0, piece.size());
            if (!co_await client::typeIntoTerminal(self->m_client, self->m_number, std::move(piece)))
                break;
        }
        self->m_typed.clear();
        self->m_isTyping = false;
    }

    void begin(const client::TerminalBeginning& beginning)
    {
        if (m_view == nullptr)
            return;
        // Output at this offset follows when so much has been given.
        m_origin = m_given + beginning.snapshotBytes;
        m_originOffset = m_acknowledged = beginning.offset;
        if (std::exchange(m_isDown, false))
            m_view->lineUp();
        if (beginning.isPicture && m_view != nullptr)
            m_view->pictureBegins(beginning.size, beginning.lost);
        else if (m_view != nullptr)
            m_view->resized(beginning.size); // perhaps meanwhile
        sendTyped();
    }

    void give(std::string_view bytes)
    {
        m_given += bytes.size();
        if (m_view != nullptr)
            m_view->output(bytes);
    }

    void acknowledge()
    {
        if (!m_client || m_shown <= m_origin)
            return;
        const auto offset = m_originOffset + (m_shown - m_origin);
        if (offset - m_acknowledged < kAcknowledgedAtOnce && m_shown != m_given)
            return;
        client::acknowledgeTerminal(m_client, *m_place, offset);
        m_acknowledged = offset;
    }

    void end(const Result<client::TerminalEnd>& end)
    {
        if (auto* view = std::exchange(m_view, nullptr))
            view->ended(end);
    }

    asio::any_io_executor m_executor;
    std::shared_ptr<Line> m_line;
    std::uint32_t m_number;
    TerminalView* m_view; ///< None once this is stopped, or the terminal has ended.
    std::optional<client::TerminalSize> m_size;
    asio::steady_timer m_wake; ///< Expires never, is cancelled when something was shown.
    asio::cancellation_signal m_cancel;

    client::ClientPointer m_client; ///< While attached over it.
    std::shared_ptr<client::AttachedTerminal> m_place = std::make_shared<client::AttachedTerminal>();
    std::optional<std::uint32_t> m_repaintLines;
    bool m_isDown = false;
    std::string m_typed;
    bool m_isTyping = false;
    std::uint64_t m_given = 0; ///< Bytes, pictures and output alike.
    std::uint64_t m_shown = 0;
    std::uint64_t m_origin = 0; ///< Counted as m_given is: where m_originOffset of the output is.
    std::uint64_t m_originOffset = 0;
    std::uint64_t m_acknowledged = 0;
};

AttachedTerminal::AttachedTerminal(io::IoThread& io, std::shared_ptr<Line> line, std::uint32_t number,
                                   TerminalView& view, std::optional<client::TerminalSize> size)
    : m_io(io), m_attachment(std::make_shared<Attachment>(io.executor(), std::move(line), number, view, size))
{
    asio::post(m_io.context(), [attachment = m_attachment] { attachment->start(); });
}

AttachedTerminal::~AttachedTerminal()
{
    m_io.call([this] { m_attachment->stop(); });
}

void AttachedTerminal::type(std::string bytes)
{
    asio::post(m_io.context(),
               [attachment = m_attachment, bytes = std::move(bytes)]() mutable { attachment->type(std::move(bytes)); });
}

void AttachedTerminal::resize(client::TerminalSize size)
{
    asio::post(m_io.context(), [attachment = m_attachment, size] { attachment->resize(size); });
}

void AttachedTerminal::repaintAfterLoss(std::uint32_t lines)
{
    asio::post(m_io.context(), [attachment = m_attachment, lines] { attachment->repaintAfterLoss(lines); });
}

void AttachedTerminal::repaint(std::uint32_t lines)
{
    asio::post(m_io.context(), [attachment = m_attachment, lines] { attachment->repaint(lines); });
}

void AttachedTerminal::shown(std::size_t bytes)
{
    asio::post(m_io.context(), [attachment = m_attachment, bytes] { attachment->shown(bytes); });
}

} // namespace kalpana::workspaces
