#include "remote/bridge/server/command/run.h"

#include "remote/bridge/server/command/process_tree.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <fcntl.h>

namespace kalpana::bridge::server {

namespace {

using namespace std::chrono_literals;
using protocol::FrameKind;
using Descriptor = asio::posix::stream_descriptor;

constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
/// How long a command may take to end by itself once it is asked to.
constexpr auto kGrace = 1000ms;
/// How long the pipes of a command that has ended are waited for, where something in the background still holds them.
constexpr auto kAfterword = 100ms;
/// A pipe holds at most this much (pipe(7), /proc/sys/fs/pipe-max-size): all that can have been said before the command
/// ended.
constexpr std::uint64_t kPipeBytes = 1U << 20U;

/// A command under way: shared by those who read its two streams, who writes its input, and who waits for its end.
struct Running {
    Running(asio::any_io_executor executor, std::uint64_t outputLimit) : changed(executor), limit(outputLimit) {}

    struct Stream {
        FrameKind kind;
        std::optional<Descriptor> descriptor = {};
        std::uint64_t bytes = 0;
        bool ended = false;
    };

    Event changed;
    Stream output{FrameKind::Output};
    Stream errors{FrameKind::Errors};
    std::uint64_t limit;
    bool draining = false;   ///< the command is gone: only what is in the pipes already is taken
    bool discarding = false; ///< the command is being ended: it may still talk, and nobody listens
    bool abandoned = false;

    [[nodiscard]] bool ended() const { return output.ended && errors.ended; }
    [[nodiscard]] bool truncated() const { return limit != 0 && (output.bytes > limit || errors.bytes > limit); }
    void drain()
    {
        draining = true;
        cancelReads();
    }
    void abandon()
    {
        abandoned = true;
        cancelReads();
    }
    void cancelReads()
    {
        boost::system::error_code ignored;
        for (auto* stream : {&output, &errors})
            if (stream->descriptor)
                stream->descriptor->cancel(ignored);
    }
};

/// What of these bytes is within the limit.
std::string_view within(std::uint64_t limit, std::uint64_t offset, std::string_view bytes)
{
    if (limit == 0)
        return bytes;
    return bytes.substr(0, offset >= limit ? 0 : std::min<std::uint64_t>(bytes.size(), limit - offset));
}

asio::awaitable<void> readStream(std::shared_ptr<Running> running, Running::Stream& stream,
                                 std::shared_ptr<OutputSink> sink)
{
    std::array<char, 65536> buffer;
    for (std::uint64_t drained = 0; !running->abandoned && drained < kPipeBytes;) {
        std::size_t count = 0;
        if (running->draining) {
            const ssize_t got = ::read(stream.descriptor->native_handle(), buffer.data(), buffer.size());
            if (got <= 0)
                break;
            count = static_cast<std::size_t>(got);
            drained += count;
        } else {
            const auto [error, got] = co_await stream.descriptor->async_read_some(asio::buffer(buffer), kWait);
            if (error == asio::error::operation_aborted)
                continue;
            if (error)
                break;
            count = got;
        }
        if (running->discarding)
            continue;
        const auto offset = std::exchange(stream.bytes, stream.bytes + count);
        if (const auto bytes = within(running->limit, offset, {buffer.data(), count}); !bytes.empty())
            co_await sink->take(stream.kind, offset, bytes);
    }
    stream.ended = true;
    stream.descriptor.reset();
    running->changed.notify();
}

asio::awaitable<void> writeInput(Descriptor descriptor, std::string input)
{
    co_await asio::async_write(descriptor, asio::buffer(input), kWait); // a command need not read it
}

std::string newMark()
{
    static unsigned count = 0;
    return std::to_string(::getpid()) + '.' + std::to_string(++count);
}

/// Opens the pipes, starts the command, and sets the readers and the writer going.
Outcome<std::shared_ptr<Child>> start(Children& children, const std::shared_ptr<Running>& running, int folder,
                                      const CommandSpec& spec, const std::string& mark,
                                      const std::shared_ptr<OutputSink>& sink, const asio::any_io_executor& executor)
{
    auto input = makePipe(Direction::ToChild);
    auto output = makePipe(Direction::FromChild);
    auto errors = makePipe(Direction::FromChild);
    if (!input || !output || !errors)
        return systemFailed("The command's pipes");
    SpawnSpec spawn{.argv = spec.argv,
                    .environment = Environment::own(),
                    .folder = folder,
                    .input = input->theirs.get(),
                    .output = output->theirs.get(),
                    .errors = errors->theirs.get()};
    for (const auto& [name, value] : spec.environment)
        spawn.environment.set(name, value);
    spawn.environment.set(kCommandMark, mark);
    auto child = children.startApart(std::move(spawn));
    if (!child)
        return std::unexpected(child.error());
    running->output.descriptor.emplace(executor, output->ours.release());
    running->errors.descriptor.emplace(executor, errors->ours.release());
    asio::co_spawn(executor, readStream(running, running->output, sink), asio::detached);
    asio::co_spawn(executor, readStream(running, running->errors, sink), asio::detached);
    Descriptor writing(executor, input->ours.release());
    asio::co_spawn(executor,
                   spec.streamedInput ? CommandInput::write(spec.streamedInput, std::move(writing))
                                      : writeInput(std::move(writing), spec.input),
                   asio::detached);
    return child;
}

/// Whoever is left in the background reads no more of it.
struct EndOfInput {
    std::shared_ptr<CommandInput> input;
    explicit EndOfInput(std::shared_ptr<CommandInput> streamed) : input(std::move(streamed)) {}
    EndOfInput(const EndOfInput&) = delete;
    EndOfInput& operator=(const EndOfInput&) = delete;
    ~EndOfInput()
    {
        if (input)
            input->stop();
    }
};

asio::awaitable<void> noteEnd(std::shared_ptr<Running> running, std::shared_ptr<Child> child)
{
    co_await child->wait();
    running->changed.notify();
}

class SendingSink final : public OutputSink {
public:
    explicit SendingSink(const Call& call) : m_id(call.id), m_out(call.out) {}
    asio::awaitable<void> take(FrameKind stream, std::uint64_t offset, std::string_view bytes) override
    {
        m_out->send(protocol::Frame{stream, m_id, offset, bytes});
        co_await m_out->room();
    }

private:
    std::uint32_t m_id;
    std::shared_ptr<Outbox> m_out;
};

} // namespace

std::shared_ptr<OutputSink> sendTo(const Call& call)
{
    return std::make_shared<SendingSink>(call);
}

std::vector<std::string> shellCommand(const std::string& line, const Environment& environment)
{
    return {findProgram("bash", environment) ? "bash" : "/bin/sh", "-c", line};
}

asio::awaitable<Outcome<Json>> runCommand(Children& children, const Root& root, CommandSpec spec,
                                          std::shared_ptr<OutputSink> sink, std::stop_token stop)
{
    const auto executor = co_await asio::this_coro::executor;
    const auto folder = root.open(spec.folder, O_RDONLY | O_DIRECTORY);
    if (!folder)
        co_return std::unexpected(folder.error());
    const auto running = std::make_shared<Running>(executor, spec.maxOutput);
    const auto mark = newMark();
    const auto startedAt = Clock::now();
    const auto deadline = spec.timeLimit ? startedAt + *spec.timeLimit : Clock::time_point::max();
    const auto child = start(children, running, folder->get(), spec, mark, sink, executor);
    if (!child)
        co_return std::unexpected(child.error());
    asio::co_spawn(executor, noteEnd(running, *child), asio::detached);
    const EndOfInput endOfInput{spec.streamedInput};
    const std::stop_callback onStop(stop, [&running] { running->changed.notify(); });

    const auto goesOn = [&] { return !stop.stop_requested() && Clock::now() < deadline; };
    while (!(*child)->status && goesOn())
        co_await running->changed.waitUntil(deadline);
    const auto duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - startedAt);
    const auto afterword = std::min(Clock::now() + kAfterword, deadline);
    while (!running->ended() && goesOn() && Clock::now() < afterword)
        co_await running->changed.waitUntil(afterword);
    if (goesOn())
        running->drain();
    while (!running->ended() && (*child)->status && goesOn())
        co_await running->changed.waitUntil(deadline);
    if (!goesOn()) {
        // Its pipes stay open until it is gone: one that says goodbye must not die of SIGPIPE before it has tidied up.
        running->discarding = true;
        co_await endProcesses((*child)->pid, mark, kGrace, SIGTERM, (*child)->cgroup);
        co_await dissolve((*child)->cgroup);
        running->abandon();
        if (stop.stop_requested())
            co_return protocol::failed(protocol::Code::Cancelled, "The command was cancelled.");
        co_return protocol::failed(protocol::Code::Timeout, "The command did not end within " +
                                                                std::to_string(spec.timeLimit->count()) + " ms.");
    }
    co_await dissolve((*child)->cgroup);
    co_return Json{{"exitCode", (*child)->exitCode()},     {"signal", (*child)->signalName()},
                   {"durationMs", duration.count()},       {"stdoutBytes", running->output.bytes},
                   {"stderrBytes", running->errors.bytes}, {"truncated", running->truncated()}};
}

} // namespace kalpana::bridge::server
