#include "remote/bridge/server/command/helper.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <csignal>

namespace kalpana::bridge::server {

namespace {

using Descriptor = asio::posix::stream_descriptor;

constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMostKept = 65536;
constexpr auto kTick = std::chrono::milliseconds(200);

struct Said {
    std::string output = {};
    std::string errors = {};
    int open = 2;
};

asio::awaitable<void> readInto(Descriptor descriptor, std::shared_ptr<Said> said, std::string Said::* text,
                               std::shared_ptr<Event> changed)
{
    std::array<char, 16384> buffer;
    for (;;) {
        const auto [error, count] = co_await descriptor.async_read_some(asio::buffer(buffer), kWait);
        if (error)
            break;
        auto& kept = (*said).*text;
        kept.append(buffer.data(), std::min(count, kMostKept - std::min(kMostKept, kept.size())));
    }
    --said->open;
    changed->notify();
}

asio::awaitable<void> write(Descriptor descriptor, std::string text)
{
    co_await asio::async_write(descriptor, asio::buffer(text), kWait);
}

asio::awaitable<void> noteEnd(std::shared_ptr<Child> child, std::shared_ptr<Event> changed)
{
    co_await child->wait();
    changed->notify();
}

} // namespace

asio::awaitable<Outcome<HelperOutcome>> runHelper(Children& children, HelperSpec spec, std::stop_token stop)
{
    const auto executor = co_await asio::this_coro::executor;
    auto input = makePipe(Direction::ToChild);
    auto output = makePipe(Direction::FromChild);
    auto errors = makePipe(Direction::FromChild);
    if (!input || !output || !errors)
        co_return systemFailed("The pipes of " + spec.argv.front());
    SpawnSpec spawn{.argv = spec.argv,
                    .environment = std::move(spec.environment),
                    .folder = spec.folder,
                    .input = spec.inputFile >= 0 ? spec.inputFile : input->theirs.get(),
                    .output = output->theirs.get(),
                    .errors = errors->theirs.get()};
    spawn.environment.set("LC_ALL", "C");
    auto started = children.start(spawn);
    if (!started)
        co_return std::unexpected(started.error());
    const std::shared_ptr<Child> child = *started;
    input->theirs.reset();
    output->theirs.reset();
    errors->theirs.reset();

    const auto said = std::make_shared<Said>();
    const auto changed = std::make_shared<Event>(executor);
    asio::co_spawn(executor, readInto(Descriptor(executor, output->ours.release()), said, &Said::output, changed),
                   asio::detached);
    asio::co_spawn(executor, readInto(Descriptor(executor, errors->ours.release()), said, &Said::errors, changed),
                   asio::detached);
    asio::co_spawn(executor, write(Descriptor(executor, input->ours.release()), std::move(spec.input)), asio::detached);
    asio::co_spawn(executor, noteEnd(child, changed), asio::detached);
    const std::stop_callback onStop(stop, [&child] {
        if (!child->status)
            ::kill(-child->pid, SIGKILL);
    });
    while (!child->status || said->open > 0) {
        co_await changed->waitUntil(Clock::now() + kTick);
        if (spec.tick)
            spec.tick(said->output);
    }
    if (stop.stop_requested())
        co_return failed(Code::Cancelled, "It was cancelled.");
    co_return HelperOutcome{child->exitCode(), std::move(said->output), std::move(said->errors)};
}

} // namespace kalpana::bridge::server
