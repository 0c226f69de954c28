#include "remote/bridge/server/terminal/follower.h"

#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/terminal/snapshot.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

using namespace std::chrono_literals;
using protocol::Json;

constexpr std::size_t kPiece = 1U << 20U;
/// Drawn here rather than on a worker, which would cost more than the drawing.
constexpr std::size_t kSmallPiece = 4096;
/// Where output comes fast it is left to gather for so long: of much text only the end must be drawn.
constexpr auto kGather = 20ms;
constexpr std::uint64_t kCheckpointEvery = 1U << 20U;
constexpr std::size_t kMostCheckpoint = 64U << 20U;

} // namespace

Outcome<void> saveScreen(const std::string& path, const ScreenCheckpoint& checkpoint)
{
    const Json head{
        {"offset", checkpoint.offset}, {"rows", checkpoint.size.rows}, {"columns", checkpoint.size.columns}};
    return replaceFile(path, head.dump() + '\n' + checkpoint.ansi);
}

std::optional<ScreenCheckpoint> loadScreen(const std::string& path)
{
    const auto text = readSmallFile(path, kMostCheckpoint);
    const auto end = text.find('\n');
    if (end == std::string::npos)
        return std::nullopt;
    const auto head = protocol::parseJson(text.substr(0, end));
    if (!head.is_object())
        return std::nullopt;
    protocol::Fields fields(head);
    const auto offset = fields.number("offset");
    const auto rows = fields.number("rows");
    const auto columns = fields.number("columns");
    if (fields.failure() || rows == 0 || rows > kMostRows || columns == 0 || columns > kMostColumns)
        return std::nullopt;
    return ScreenCheckpoint{
        offset, {static_cast<std::uint16_t>(rows), static_cast<std::uint16_t>(columns)}, text.substr(end + 1)};
}

Follower::Follower(Parts parts, const ScreenCheckpoint& from)
    : m_parts(std::move(parts)), m_screen(from.size), m_gate(m_parts.executor, 1), m_fed(from.offset),
      m_checkpointAt(from.offset), m_changed(m_parts.executor), m_progressed(m_parts.executor)
{
    m_screen.feed(from.ansi);
    (void)m_screen.takeAnswers();
    m_title = m_screen.title();
    m_bells = m_screen.bells();
}

void Follower::start()
{
    asio::co_spawn(m_parts.executor, follow(shared_from_this()), asio::detached);
}

void Follower::stop()
{
    m_stopped = true;
    m_changed.notify();
    m_progressed.notify();
}

void Follower::resize(TerminalSize size)
{
    const auto offset = m_parts.ring.end();
    if (!m_resizes.empty() && m_resizes.back().offset == offset)
        m_resizes.back().size = size;
    else
        m_resizes.push_back({offset, size});
    m_changed.notify();
}

bool Follower::idle() const
{
    return m_fed >= m_parts.ring.end() && m_resizes.empty() && !m_checkpointDue;
}

asio::awaitable<void> Follower::follow(std::shared_ptr<Follower> self)
{
    while (!self->m_stopped) {
        if (self->idle())
            co_await self->m_changed.wait();
        else if (self->m_flooded && self->m_lookers == 0 && self->behind() < kPiece)
            co_await delay(kGather);
        if (!self->m_stopped && !self->idle())
            co_await self->step();
    }
}

asio::awaitable<void> Follower::step()
{
    const auto pass = co_await m_gate.enter();
    if (m_stopped)
        co_return;
    std::optional<TerminalSize> size;
    if (!m_resizes.empty() && m_resizes.front().offset <= m_fed) {
        size = m_resizes.front().size;
        m_resizes.pop_front();
        m_checkpointDue = true;
    }
    const auto until = m_resizes.empty() ? m_parts.ring.end() : m_resizes.front().offset;
    std::string bytes(size ? 0 : std::min<std::uint64_t>(until - m_fed, kPiece), '\0');
    bytes.resize(m_parts.ring.read(m_fed, bytes));
    m_flooded = bytes.size() > kSmallPiece * 4;
    if (bytes.empty() && !size && until > m_fed)
        m_fed = m_parts.ring.end(); // what should be there can't be read: the disk is broken, or memory took its place
    const auto fed = m_fed + bytes.size();
    const bool checkpoints = m_checkpointDue || fed - m_checkpointAt >= kCheckpointEvery;
    auto checkpointAt = m_checkpointAt;
    const auto work = [&] {
        if (size)
            m_screen.resize(*size);
        m_screen.feed(bytes);
        if (!checkpoints || m_parts.checkpointPath.empty())
            return;
        checkpointAt = fed - m_screen.pending();
        (void)saveScreen(m_parts.checkpointPath, {checkpointAt, m_screen.size(), ansiOf(m_screen, 0)});
    };
    if (bytes.size() <= kSmallPiece && !size && !checkpoints)
        work();
    else
        co_await m_parts.workers.run(work);
    m_fed = fed;
    m_checkpointAt = checkpointAt;
    m_checkpointDue = m_checkpointDue && !checkpoints;
    if (!m_stopped)
        report();
}

void Follower::report()
{
    if (auto answers = m_screen.takeAnswers(); !answers.empty())
        m_parts.onAnswers(std::move(answers));
    if (m_title != m_screen.title() || m_bells != m_screen.bells()) {
        m_title = m_screen.title();
        m_bells = m_screen.bells();
        m_parts.onTitle();
    }
    m_progressed.notify();
    m_parts.onProgress();
}

asio::awaitable<void> Follower::look(std::function<void(const Screen& screen, std::uint64_t offset)> look)
{
    const auto self = shared_from_this();
    const auto end = m_parts.ring.end();
    ++m_lookers;
    m_changed.notify();
    while (!m_stopped && (m_fed < end || (!m_resizes.empty() && m_resizes.front().offset <= end)))
        co_await m_progressed.wait();
    {
        const auto pass = co_await m_gate.enter();
        co_await m_parts.workers.run([&] { look(m_screen, m_fed - m_screen.pending()); });
    }
    --m_lookers;
}

} // namespace kalpana::bridge::server
