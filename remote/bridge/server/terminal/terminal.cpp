#include "remote/bridge/server/terminal/terminal.h"

#include "remote/bridge/server/command/process_tree.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/note.h"
#include "remote/bridge/server/os/process_stat.h"
#include "remote/bridge/server/terminal/terminal_answer.h"
#include "remote/bridge/server/terminal/tmux.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <cerrno>

namespace kalpana::bridge::server {

namespace {

using namespace std::chrono_literals;

constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
/// What a program finds changed of the terminal by the one before it is taken back: the alternate screen, modes, pen.
/// The cursor is saved first, because leaving the alternate screen restores it, also where it was not shown.
constexpr std::string_view kFresh = "\x1b"
                                    "7\x1b[?1049l\x1b[!p\x1b[?9;1000;1002;1003;1004;1005;1006;1007;1015;1016;2004;2031l"
                                    "\x1b[>4m\x1b[<99u\x1b[0 q\x1b[m\r\n";
constexpr std::size_t kMostInput = 4U << 20U;
/// How long what hung up may take to end by itself.
constexpr auto kGrace = 1000ms;
/// How long a client that takes nothing in holds the program back.
constexpr auto kPatience = 1000ms;
/// More than the kernel keeps of what was printed and not read.
constexpr std::size_t kPtyBytes = 1U << 20U;

std::int64_t now()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string newMark(std::uint32_t number)
{
    static unsigned count = 0;
    return "terminal." + std::to_string(number) + '.' + std::to_string(now()) + '.' + std::to_string(++count);
}

} // namespace

Terminal::Terminal(Parts parts, TerminalRecord record, OutputRing ring)
    : m_parts(std::move(parts)), m_record(std::move(record)), m_ring(std::move(ring)), m_changed(m_parts.executor),
      m_room(m_parts.executor)
{
}

Terminal::~Terminal()
{
    if (m_follower)
        m_follower->stop();
}

Outcome<void> Terminal::start(const TerminalProgram& program, TerminalSize size)
{
    auto pty = Pty::open(size);
    if (!pty)
        return std::unexpected(pty.error());
    const auto mark = program.runs ? m_record.mark : newMark(m_record.number);
    SpawnSpec spawn{.argv = program.argv,
                    .environment = program.environment,
                    .folder = program.folder,
                    .input = pty->theirs.get(),
                    .output = pty->theirs.get(),
                    .errors = pty->theirs.get(),
                    .terminal = true};
    spawn.environment.set(kCommandMark, mark);
    // A tmux is to outlive this bridge.
    const bool isTmux = m_record.backing == TerminalBacking::Tmux;
    auto child = isTmux ? m_parts.children.start(spawn) : m_parts.children.startApart(std::move(spawn));
    if (!child)
        return std::unexpected(child.error());
    m_record.pid = (*child)->pid;
    m_record.startTime = startTimeOf((*child)->pid);
    m_record.mark = mark;
    follower().resize(size);
    m_resizedAt = m_ring.end();
    if (m_ring.end() > 0)
        append(kFresh);
    m_record.size = size;
    m_record.end.reset();
    m_endReason.clear();
    m_running = std::make_shared<Running>(Running{
        .ours = asio::posix::stream_descriptor(m_parts.executor, pty->ours.release()),
        .theirs = std::move(pty->theirs),
        .child = *child,
    });
    asio::co_spawn(m_parts.executor, read(shared_from_this(), m_running), asio::detached);
    asio::co_spawn(m_parts.executor, waitForEnd(shared_from_this(), m_running), asio::detached);
    save();
    m_changed.notify();
    m_parts.onChange();
    return {};
}

Outcome<void> Terminal::input(std::string_view bytes, const Outbox* from)
{
    const bool answer = isTerminalAnswer(bytes);
    const auto watches = [this](const Outbox* out) {
        return std::ranges::any_of(m_viewers, [out](const Viewer& each) { return each.out == out; });
    };
    if (answer && m_viewers.size() > 1) {
        const auto* answering = watches(m_typedLast) ? m_typedLast : m_viewers.front().out;
        if (from != answering && watches(from))
            return {};
    }
    if (!answer)
        m_typedLast = from;
    auto written = write(bytes);
    const auto viewer = std::ranges::find(m_viewers, from, &Viewer::out);
    if (written || written.error().code != Code::TooLarge || viewer == m_viewers.end())
        return written;
    viewer->refused += bytes.size();
    m_changed.notify();
    return {};
}

Outcome<void> Terminal::write(std::string_view bytes)
{
    if (!m_running)
        return failed(Code::Failed, "The program in terminal " + std::to_string(m_record.number) + " has ended.",
                      "session");
    auto& running = *m_running;
    if (running.input.size() + bytes.size() > kMostInput)
        return failed(Code::TooLarge,
                      "The program in terminal " + std::to_string(m_record.number) + " does not read its input; " +
                          std::to_string(running.input.size()) + " bytes wait for it already.",
                      "session");
    if (running.input.empty()) {
        const ssize_t written = ::write(running.ours.native_handle(), bytes.data(), bytes.size());
        bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    running.input += bytes;
    if (!running.input.empty() && !std::exchange(running.writing, true))
        asio::co_spawn(m_parts.executor, writeInput(m_running), asio::detached);
    return {};
}

Outcome<void> Terminal::resize(TerminalSize size)
{
    if (!m_running || size == m_record.size)
        return {};
    if (auto done = setTerminalSize(m_running->ours.native_handle(), size); !done)
        return done;
    m_record.size = size;
    m_resizedAt = m_ring.end();
    follower().resize(size);
    m_changed.notify();
    m_parts.onChange();
    return {};
}

Follower& Terminal::follower()
{
    if (m_follower)
        return *m_follower;
    const auto path = m_parts.folder + '/' + std::to_string(m_record.number) + ".screen";
    auto from = loadScreen(path);
    if (!from || from->offset < m_ring.start() || from->offset > m_ring.end())
        from = ScreenCheckpoint{.offset = m_ring.start(), .size = m_record.size};
    m_follower =
        std::make_shared<Follower>(Follower::Parts{.executor = m_parts.executor,
                                                   .workers = m_parts.workers,
                                                   .ring = m_ring,
                                                   .checkpointPath = path,
                                                   .onAnswers = [this](const std::string& bytes) { answer(bytes); },
                                                   .onProgress = [this] { m_room.notify(); },
                                                   .onTitle = m_parts.onChange},
                                   *from);
    m_follower->start();
    return *m_follower;
}

void Terminal::answer(const std::string& bytes)
{
    // Where somebody watches on a terminal, that terminal answers.
    if (m_running && std::ranges::none_of(m_viewers, &Viewer::answers))
        (void)write(bytes);
}

asio::awaitable<void> Terminal::look(std::function<void(const Screen& screen, std::uint64_t offset)> look)
{
    return follower().look(std::move(look));
}

asio::awaitable<void> Terminal::end(std::string reason)
{
    const auto self = shared_from_this();
    if (!m_running)
        co_return;
    m_endReason = std::move(reason);
    co_await endProcesses(m_record.pid, m_record.mark, kGrace, SIGHUP, m_running->child->cgroup);
    while (m_running)
        co_await m_changed.wait();
}

void Terminal::letGo()
{
    m_isLetGo = true;
    if (m_running)
        ::kill(m_running->child->pid, SIGHUP);
}

asio::awaitable<void> Terminal::endTmux()
{
    const auto self = shared_from_this();
    // Where no tmux runs, what carries the mark is a daemon of the program's, which is to stay.
    if (m_record.backing == TerminalBacking::Tmux && !m_running && tmuxRuns(m_record.tmux))
        co_await endProcesses(-1, m_record.mark, kGrace, SIGHUP);
}

asio::awaitable<void> Terminal::endLeftover()
{
    const auto self = shared_from_this();
    const auto code = m_record.tmux.empty() ? std::nullopt : tmuxExitCode(m_record.tmux);
    m_record.end = TerminalEnd{.exitCode = code, .reason = code ? "" : "The bridge was restarted.", .at = now()};
    save();
    co_await takeLastOfTmux(self);
    const bool sameProcess = m_record.startTime != 0 && startTimeOf(m_record.pid) == m_record.startTime;
    co_await endProcesses(sameProcess ? m_record.pid : -1, m_record.mark, kGrace, SIGHUP);
}

Viewer& Terminal::addViewer(Viewer viewer)
{
    m_viewers.push_back(viewer);
    m_parts.onChange();
    return m_viewers.back();
}

void Terminal::removeViewer(const Viewer& viewer)
{
    m_viewers.remove_if([&viewer](const Viewer& each) { return &each == &viewer; });
    m_room.notify();
    m_parts.onChange();
}

Viewer* Terminal::viewerOf(const Outbox* out, std::uint32_t request)
{
    const auto found =
        std::ranges::find_if(m_viewers, [&](const Viewer& each) { return each.out == out && each.request == request; });
    return found == m_viewers.end() ? nullptr : &*found;
}

bool Terminal::repaint(const Outbox* out, std::uint32_t request, std::uint64_t lines)
{
    auto* viewer = viewerOf(out, request);
    if (viewer == nullptr)
        return false;
    viewer->repaint = lines;
    m_changed.notify();
    return true;
}

bool Terminal::acknowledge(const Outbox* out, std::uint32_t request, std::uint64_t offset)
{
    auto* viewer = viewerOf(out, request);
    if (viewer == nullptr)
        return false;
    const auto taken = std::clamp(offset, viewer->taken, viewer->sent);
    if (taken == viewer->taken)
        return true;
    viewer->taken = taken;
    viewer->movedAt = Clock::now();
    m_changed.notify();
    m_room.notify();
    return true;
}

void Terminal::save() const
{
    const auto path = m_parts.folder + '/' + std::to_string(m_record.number) + ".json";
    const auto text = toJson(m_record).dump(1, ' ', false, Json::error_handler_t::replace);
    if (const auto saved = replaceFile(path, text); !saved)
        note("A terminal's record was not saved: " + saved.error().message);
}

asio::awaitable<void> Terminal::read(Self self, std::shared_ptr<Running> running)
{
    while (!running->closed) {
        if (const auto until = self->heldBackUntil(); until > Clock::now()) {
            co_await self->m_room.waitUntil(until);
            continue;
        }
        const auto [error] = co_await running->ours.async_wait(asio::posix::descriptor_base::wait_read, kWait);
        if (running->closed || (error && error != asio::error::operation_aborted))
            co_return;
        (void)self->takeOutput(*running);
    }
}

asio::awaitable<void> Terminal::writeInput(std::shared_ptr<Running> running)
{
    while (!running->closed && !running->input.empty()) {
        const auto [error] = co_await running->ours.async_wait(asio::posix::descriptor_base::wait_write, kWait);
        if (error || running->closed)
            break;
        const ssize_t written = ::write(running->ours.native_handle(), running->input.data(), running->input.size());
        if (written < 0 && errno != EAGAIN && errno != EINTR)
            break;
        running->input.erase(0, written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    running->input.clear();
    running->writing = false;
}

asio::awaitable<void> Terminal::waitForEnd(Self self, std::shared_ptr<Running> running)
{
    co_await running->child->wait();
    for (std::size_t drained = 0; drained < kPtyBytes;) {
        const auto count = self->takeOutput(*running);
        if (count == 0)
            break;
        drained += count;
    }
    if (self->m_endReason.empty() && !self->m_isLetGo)
        co_await takeLastOfTmux(self);
    self->noteEnd(*running);
    co_await hangUp(self->m_record.pid, kGrace);
    co_await dissolve(running->child->cgroup);
    self->close(*running);
}

std::size_t Terminal::takeOutput(Running& running)
{
    std::array<char, OutputRing::kMostAppended> buffer; // NOLINT(*-member-init): 64 KiB that read() fills
    std::size_t count = 0;
    while (count < buffer.size()) { // a read gives 4 KiB at most (n_tty)
        const ssize_t got = ::read(running.ours.native_handle(), buffer.data() + count, buffer.size() - count);
        if (got <= 0)
            break;
        count += static_cast<std::size_t>(got);
    }
    if (count > 0)
        append({buffer.data(), count});
    return count;
}

void Terminal::append(std::string_view bytes)
{
    if (const auto kept = m_ring.append(bytes); !kept) {
        note("Terminal " + std::to_string(m_record.number) + " is kept in memory only: " + kept.error().message);
        m_kept = false;
        if (auto memory = OutputRing::inMemory(m_ring.capacity(), m_ring.end())) {
            m_ring = std::move(*memory);
            (void)m_ring.append(bytes);
        }
    }
    for (auto& viewer : m_viewers)
        if (viewer.taken == viewer.sent)
            viewer.movedAt = Clock::now();
    m_changed.notify(); // first: somebody waits for the echo of a key
    follower().wake();
}

Clock::time_point Terminal::heldBackUntil() const
{
    if (m_follower && m_follower->behind() > Follower::kMostBehind)
        return Clock::time_point::max(); // until it says that it has caught up
    // The fastest of those who keep up sets the pace; see docs/decisions/0011.
    auto until = Clock::time_point::min();
    for (const auto& viewer : m_viewers) {
        if (m_ring.end() - viewer.taken < viewer.window)
            return Clock::time_point::min();
        until = std::max(until, viewer.movedAt + kPatience);
    }
    return until;
}

asio::awaitable<void> Terminal::takeLastOfTmux(Self self)
{
    if (self->m_record.tmux.empty() || !tmuxExitCode(self->m_record.tmux))
        co_return;
    const auto last = co_await lastOfTmux(self->m_parts.children, self->m_record.tmux);
    for (std::string_view rest = last; !rest.empty();
         rest.remove_prefix(std::min(rest.size(), OutputRing::kMostAppended)))
        self->append(rest.substr(0, OutputRing::kMostAppended));
}

void Terminal::noteEnd(Running& running)
{
    if (m_isLetGo) {
        m_running.reset();
        m_changed.notify();
        return;
    }
    m_record.end = TerminalEnd{.exitCode = running.child->exitCode(),
                               .signal = running.child->signalName(),
                               .reason = m_endReason,
                               .at = now()};
    if (m_record.backing == TerminalBacking::Tmux && m_endReason.empty()) {
        if (const auto code = tmuxExitCode(m_record.tmux))
            m_record.end->exitCode = code;
        else if (tmuxRuns(m_record.tmux)) // by "tmux detach" within, or its client was killed
            m_record.end = TerminalEnd{.reason = "It was detached within tmux, where its program goes on. Start it "
                                                 "again to attach.",
                                       .at = now()};
    }
    m_running.reset();
    save();
    m_changed.notify();
    m_parts.onChange();
}

void Terminal::close(Running& running)
{
    running.closed = true;
    boost::system::error_code ignored;
    running.ours.close(ignored);
    running.theirs.reset();
}

} // namespace kalpana::bridge::server
