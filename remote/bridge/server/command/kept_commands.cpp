#include "remote/bridge/server/command/kept_commands.h"

#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/note.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <filesystem>

namespace kalpana::bridge::server {

namespace {

std::int64_t now()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

asio::awaitable<void> runToItsEnd(Children& children, const Root& root, CommandSpec spec,
                                  std::shared_ptr<KeptCommand> command)
{
    command->ended(co_await runCommand(children, root, std::move(spec), command, command->stopToken()));
}

} // namespace

std::shared_ptr<KeptCommand> KeptCommands::make(CommandRecord record)
{
    const auto path = m_folder + '/' + std::to_string(record.number);
    return std::make_shared<KeptCommand>(m_executor, path, std::move(record));
}

void KeptCommands::restore()
{
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(m_folder, ignored)) {
        if (entry.path().extension() != ".json")
            continue;
        auto record = commandRecordFrom(protocol::parseJson(readSmallFile(entry.path().string(), 1U << 20U)));
        if (!record || entry.path().stem() != std::to_string(record->number))
            continue;
        const auto number = record->number;
        const auto command = make(*std::move(record));
        if (command->isRunning())
            command->ended(protocol::failed(protocol::Code::Failed, "The bridge was killed while the command ran."));
        m_commands[number] = command;
        m_last = std::max(m_last, number);
    }
    prune();
}

Outcome<std::shared_ptr<KeptCommand>> KeptCommands::start(CommandSpec spec)
{
    if (const auto made = makeFolders(m_folder); !made)
        return std::unexpected(made.error());
    prune();
    const auto command = make({.number = ++m_last, .argv = spec.argv, .folder = spec.folder, .startedAt = now()});
    if (const auto saved = command->save(); !saved)
        return std::unexpected(saved.error());
    m_commands[m_last] = command;
    asio::co_spawn(m_executor, runToItsEnd(m_children, m_root, std::move(spec), command), asio::detached);
    return command;
}

Outcome<std::shared_ptr<KeptCommand>> KeptCommands::find(std::uint64_t number) const
{
    const auto found = m_commands.find(static_cast<std::uint32_t>(number));
    if (found == m_commands.end() || found->first != number)
        return protocol::failed(protocol::Code::NotFound,
                                "There is no command " + std::to_string(number) +
                                    ": it was never started, or ended so long ago that it is not kept any more.",
                                "command");
    return found->second;
}

void KeptCommands::endAll()
{
    for (const auto& [number, command] : m_commands)
        command->end();
}

void KeptCommands::prune()
{
    auto ended = std::ranges::count_if(m_commands, [](const auto& entry) { return !entry.second->isRunning(); });
    for (auto at = m_commands.begin(); at != m_commands.end() && ended > std::ptrdiff_t{kMostEnded};) {
        if (at->second->isRunning()) {
            ++at;
            continue;
        }
        at->second->removeFiles();
        at = m_commands.erase(at);
        --ended;
    }
}

} // namespace kalpana::bridge::server
