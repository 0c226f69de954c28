#include "remote/bridge/server/terminal/terminals.h"

#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/server/command/process_tree.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/note.h"
#include "remote/bridge/server/terminal/login_shell.h"
#include "remote/bridge/server/terminal/tmux.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kRingBytes = 4U << 20U;
constexpr std::size_t kMostRecord = 4U << 20U;

std::int64_t now()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string pathOf(const std::string& folder, std::uint32_t number, const char* ending)
{
    return folder + '/' + std::to_string(number) + ending;
}

std::vector<TerminalRecord> recordsIn(const std::string& path)
{
    std::vector<TerminalRecord> records;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
    while (const dirent* entry = folder != nullptr ? ::readdir(folder.get()) : nullptr) {
        const std::string name = entry->d_name;
        if (!name.ends_with(".json"))
            continue;
        auto record = terminalRecordFrom(protocol::parseJson(readSmallFile(path + '/' + name, kMostRecord)));
        if (record && name == std::to_string(record->number) + ".json")
            records.push_back(std::move(*record));
    }
    return records;
}

Outcome<OutputRing> newRing(const std::string& path)
{
    auto ring = OutputRing::create(path, kRingBytes);
    if (ring)
        return ring;
    note("A terminal's output is kept in memory only: " + ring.error().message);
    return OutputRing::inMemory(kRingBytes, 0);
}

} // namespace

Terminals::Terminals(asio::any_io_executor executor, Children& children, Workers& workers, const Root& root,
                     std::string folder, std::string sockets)
    : m_executor(std::move(executor)), m_children(children), m_workers(workers), m_root(root),
      m_folder(std::move(folder)), m_sockets(std::move(sockets)), m_changed(m_executor)
{
}

void Terminals::restore()
{
    for (auto& record : recordsIn(m_folder)) {
        m_lastNumber = std::max(m_lastNumber, record.number);
        auto ring = OutputRing::open(pathOf(m_folder, record.number, ".ring"));
        if (!ring) {
            note("A terminal of the bridge before is lost: " + ring.error().message);
            forget(record.number);
            continue;
        }
        const auto terminal = std::make_shared<Terminal>(parts(), record, std::move(*ring));
        m_terminals.emplace(record.number, terminal);
        const bool goesOn = !record.end && record.backing == TerminalBacking::Tmux && !tmuxExitCode(record.tmux) &&
                            tmuxRuns(record.tmux) && startIn(*terminal, {}, record.size).has_value();
        if (!record.end && !goesOn)
            asio::co_spawn(m_executor, terminal->endLeftover(), asio::detached);
    }
    if (!m_terminals.empty())
        noteChange();
}

Outcome<std::shared_ptr<Terminal>> Terminals::create(const TerminalSpec& spec)
{
    if (running() >= kMostRunning)
        return failed(Code::Failed, std::to_string(kMostRunning) +
                                        " terminals run in this workspace, and more are not allowed. End one of them, "
                                        "then create another.");
    if (const auto made = makeFolders(m_folder); !made)
        return std::unexpected(made.error());
    const auto number = m_lastNumber + 1;
    auto ring = newRing(pathOf(m_folder, number, ".ring"));
    if (!ring)
        return std::unexpected(ring.error());
    TerminalRecord record{.number = number,
                          .argv = spec.argv.empty() ? loginShell(Environment::own()) : spec.argv,
                          .folder = spec.folder,
                          .title = spec.title,
                          .backing = spec.backing,
                          .size = spec.size,
                          .createdAt = now()};
    if (spec.backing == TerminalBacking::Tmux)
        record.tmux = m_sockets + "/tmux." + std::to_string(number);
    const auto terminal = std::make_shared<Terminal>(parts(), std::move(record), std::move(*ring));
    if (auto started = startIn(*terminal, spec.environment, spec.size); !started) {
        forget(number);
        return std::unexpected(started.error());
    }
    m_lastNumber = number;
    m_terminals.emplace(number, terminal);
    forgetOldest();
    noteChange();
    return terminal;
}

Outcome<void> Terminals::startAgain(Terminal& terminal, const std::map<std::string, std::string>& environment,
                                    TerminalSize size)
{
    const auto name = "Terminal " + std::to_string(terminal.record().number);
    if (terminal.isRunning())
        return failed(Code::Failed, name + " runs already.", "session");
    if (running() >= kMostRunning)
        return failed(Code::Failed, std::to_string(kMostRunning) +
                                        " terminals run in this workspace, and more are not allowed. End one of them, "
                                        "then start this one again.");
    return startIn(terminal, environment, size);
}

Outcome<void> Terminals::startIn(Terminal& terminal, const std::map<std::string, std::string>& environment,
                                 TerminalSize size)
{
    const auto folder = m_root.open(terminal.record().folder, O_RDONLY | O_DIRECTORY);
    if (!folder)
        return std::unexpected(folder.error());
    const auto& record = terminal.record();
    TerminalProgram program{record.argv, terminalEnvironment(), folder->get()};
    if (record.backing == TerminalBacking::Tmux) {
        program.runs = !tmuxExitCode(record.tmux) && tmuxRuns(record.tmux);
        if (!program.runs)
            forgetTmux(record.tmux);
        program.argv = program.runs ? tmuxAttach(record.tmux) : tmuxStart(record.tmux, size, record.argv);
    }
    for (const auto& [name, value] : environment)
        program.environment.set(name, value);
    return terminal.start(program, size);
}

Outcome<std::shared_ptr<Terminal>> Terminals::find(std::uint64_t number) const
{
    const auto found = number > UINT32_MAX ? m_terminals.end() : m_terminals.find(static_cast<std::uint32_t>(number));
    if (found == m_terminals.end())
        return failed(Code::NotFound, "There is no terminal " + std::to_string(number) + " in this workspace.",
                      "session");
    return found->second;
}

asio::awaitable<void> Terminals::remove(std::shared_ptr<Terminal> terminal)
{
    co_await terminal->end("It was ended.");
    co_await terminal->endTmux();
    const auto number = terminal->record().number;
    if (m_terminals.erase(number) == 0)
        co_return; // by another, meanwhile
    forget(number);
    terminal->changed().notify();
    noteChange();
}

asio::awaitable<void> Terminals::endAll(std::string reason, bool inTmuxToo)
{
    const auto all = m_terminals; // ended at once, not one after the other
    const auto ending = std::make_shared<std::size_t>(0);
    const auto end = [](std::shared_ptr<Terminal> terminal, std::string why,
                        std::shared_ptr<std::size_t> left) -> asio::awaitable<void> {
        co_await terminal->end(std::move(why));
        co_await terminal->endTmux();
        --*left;
    };
    for (const auto& [number, terminal] : all) {
        if (terminal->record().backing == TerminalBacking::Tmux && !inTmuxToo) {
            terminal->letGo();
            continue;
        }
        ++*ending;
        asio::co_spawn(m_executor, end(terminal, reason, ending), asio::detached);
    }
    while (running() > 0 || *ending > 0) // a tmux goes on for a moment when its client has ended
        co_await m_changed.waitUntil(Clock::now() + 100ms);
}

void Terminals::acknowledge(const Outbox* out, std::uint32_t request, std::uint64_t offset)
{
    for (const auto& [number, terminal] : m_terminals)
        if (terminal->acknowledge(out, request, offset))
            return;
}

void Terminals::repaint(const Outbox* out, std::uint32_t request, std::uint64_t lines)
{
    for (const auto& [number, terminal] : m_terminals)
        if (terminal->repaint(out, request, lines))
            return;
}

std::size_t Terminals::running() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(m_terminals, [](const auto& each) { return each.second->isRunning(); }));
}

Terminal::Parts Terminals::parts()
{
    return {m_executor, m_children, m_workers, m_folder, [this] { noteChange(); }};
}

void Terminals::forget(std::uint32_t number)
{
    if (!m_sockets.empty())
        forgetTmux(m_sockets + "/tmux." + std::to_string(number));
    for (const auto* ending : {".json", ".ring", ".screen"})
        ::unlink(pathOf(m_folder, number, ending).c_str());
}

void Terminals::forgetOldest()
{
    for (;;) {
        std::size_t ended = 0;
        const Terminal* oldest = nullptr;
        for (const auto& [number, terminal] : m_terminals) {
            if (terminal->isRunning())
                continue;
            ++ended;
            if (terminal->viewers() == 0 &&
                (oldest == nullptr || terminal->record().end->at < oldest->record().end->at))
                oldest = terminal.get();
        }
        if (ended <= kMostEnded || oldest == nullptr)
            return;
        const auto number = oldest->record().number;
        m_terminals.erase(number);
        forget(number);
    }
}

void Terminals::noteChange()
{
    ++m_revision;
    m_changed.notify();
}

void killTmuxLeftovers(const std::string& folder)
{
    for (const auto& record : recordsIn(folder)) {
        if (record.backing != TerminalBacking::Tmux || record.mark.empty() || (record.end && !tmuxRuns(record.tmux)))
            continue;
        asio::io_context loop; // whoever stops a bridge that is dead has none
        asio::co_spawn(loop, endProcesses(-1, record.mark, std::chrono::milliseconds(0), SIGKILL), asio::detached);
        loop.run();
        forgetTmux(record.tmux);
    }
}

} // namespace kalpana::bridge::server
