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

/// A pipe holds at most this much (pipe(7), /proc/sys/fs/pipe-max-size): all that can have been said before the end.
constexpr std::size_t kPipeBytes = 1U << 20U;

/// What those who read, who writes and who waits for the end share.
struct Said {
    explicit Said(const asio::any_io_executor& executor) : changed(executor), input(executor) {}

    struct Stream {
        explicit Stream(Descriptor from) : descriptor(std::move(from)) {}
        Descriptor descriptor;
        std::string kept = {};
        bool ended = false;
    };
    Event changed;
    Descriptor input;
    std::optional<Stream> output = {};
    std::optional<Stream> errors = {};
    bool draining = false; ///< the program has ended: only what is in the pipes already is taken

    [[nodiscard]] bool ended() const { return output->ended && errors->ended; }
    void drain()
    {
        draining = true;
        boost::system::error_code ignored;
        input.cancel(ignored);
        output->descriptor.cancel(ignored);
        errors->descriptor.cancel(ignored);
    }
};

asio::awaitable<void> readInto(std::shared_ptr<Said> said, Said::Stream& stream)
{
    std::array<char, 16384> buffer;
    for (std::size_t drained = 0; drained < kPipeBytes;) {
        std::size_t count = 0;
        if (said->draining) {
            const ssize_t got = ::read(stream.descriptor.native_handle(), buffer.data(), buffer.size());
            if (got <= 0)
                break;
            count = static_cast<std::size_t>(got);
            drained += count;
        } else {
            const auto [error, got] = co_await stream.descriptor.async_read_some(asio::buffer(buffer), kWait);
            if (error == asio::error::operation_aborted)
                continue;
            if (error)
                break;
            count = got;
        }
        stream.kept.append(buffer.data(), std::min(count, kMostKept - std::min(kMostKept, stream.kept.size())));
    }
    stream.ended = true;
    said->changed.notify();
}

asio::awaitable<void> write(std::shared_ptr<Said> said, std::string text)
{
    co_await asio::async_write(said->input, asio::buffer(text), kWait);
    boost::system::error_code ignored;
    said->input.close(ignored); // the program waits for the end of its input
}

asio::awaitable<void> noteEnd(std::shared_ptr<Child> child, std::shared_ptr<Said> said)
{
    co_await child->wait();
    said->changed.notify();
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

    const auto said = std::make_shared<Said>(executor);
    said->input.assign(input->ours.release());
    said->output.emplace(Descriptor(executor, output->ours.release()));
    said->errors.emplace(Descriptor(executor, errors->ours.release()));
    asio::co_spawn(executor, readInto(said, *said->output), asio::detached);
    asio::co_spawn(executor, readInto(said, *said->errors), asio::detached);
    asio::co_spawn(executor, write(said, std::move(spec.input)), asio::detached);
    asio::co_spawn(executor, noteEnd(child, said), asio::detached);
    const std::stop_callback onStop(stop, [&child] {
        if (!child->status)
            ::kill(-child->pid, SIGKILL);
    });
    while (!child->status) {
        co_await said->changed.waitUntil(Clock::now() + kTick);
        if (spec.tick)
            spec.tick(said->output->kept);
    }
    said->drain(); // something in the background may hold the pipes for ever
    while (!said->ended())
        co_await said->changed.wait();
    if (spec.tick)
        spec.tick(said->output->kept);
    if (stop.stop_requested())
        co_return failed(Code::Cancelled, "It was cancelled.");
    co_return HelperOutcome{child->exitCode(), std::move(said->output->kept), std::move(said->errors->kept)};
}

} // namespace kalpana::bridge::server
