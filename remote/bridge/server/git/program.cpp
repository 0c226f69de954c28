#include "remote/bridge/server/git/program.h"

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
constexpr std::size_t kMostErrors = 65536;
constexpr std::size_t kMostSaid = 4096; ///< of standard output, in a failure
/// How long the pipes of a git that has ended may stay open: something in the background may hold them for ever.
constexpr auto kLastOutput = std::chrono::milliseconds(500);

/// What both readers, the writer and the waiting coroutine share.
struct Run {
    explicit Run(const asio::any_io_executor& executor) : changed(executor) {}

    GitOutcome outcome = {};
    int open = 2;
    Event changed;
    std::function<void(std::string_view)> onErrors = {};
};

asio::awaitable<void> readInto(std::shared_ptr<Descriptor> descriptor, std::shared_ptr<Run> run,
                               std::string GitOutcome::* text, std::size_t most, bool cutsOff)
{
    std::array<char, 65536> buffer;
    for (;;) {
        const auto [error, count] = co_await descriptor->async_read_some(asio::buffer(buffer), kWait);
        if (error)
            break;
        if (run->onErrors && text == &GitOutcome::errors) {
            run->onErrors({buffer.data(), count});
            continue;
        }
        auto& kept = run->outcome.*text;
        const auto room = most - kept.size();
        kept.append(buffer.data(), std::min(count, room));
        if (count > room && cutsOff && !run->outcome.isCutOff) {
            run->outcome.isCutOff = true;
            run->changed.notify();
        }
    }
    --run->open;
    run->changed.notify();
}

asio::awaitable<void> write(Descriptor descriptor, std::string text)
{
    co_await asio::async_write(descriptor, asio::buffer(text), kWait);
}

asio::awaitable<void> noteEnd(std::shared_ptr<Child> child, std::shared_ptr<Run> run)
{
    co_await child->wait();
    run->changed.notify();
}

void end(const Child& child)
{
    if (!child.status)
        ::kill(-child.pid, SIGKILL);
}

} // namespace

Environment gitEnvironment()
{
    auto environment = Environment::own();
    for (const auto& entry : environment.list())
        if (entry.starts_with("GIT_"))
            environment.unset(entry.substr(0, entry.find('=')));
    environment.set("LC_ALL", "C.UTF-8");
    environment.set("LANGUAGE", "C");
    environment.set("GIT_TERMINAL_PROMPT", "0");
    environment.set("GIT_PAGER", "cat");
    environment.set("GIT_EDITOR", "true");
    return environment;
}

asio::awaitable<Outcome<GitOutcome>> runGit(Children& children, GitSpec spec, std::stop_token stop)
{
    const auto executor = co_await asio::this_coro::executor;
    if (!findProgram("git", spec.environment))
        co_return failed(Code::Failed, "The host has no program \"git\", which this needs. Install the package git "
                                       "there, then try again.");
    auto input = makePipe(Direction::ToChild);
    auto output = makePipe(Direction::FromChild);
    auto errors = makePipe(Direction::FromChild);
    if (!input || !output || !errors)
        co_return systemFailed("The pipes of git");
    spec.arguments.insert(spec.arguments.begin(), "git");
    auto started = children.start({.argv = std::move(spec.arguments),
                                   .environment = std::move(spec.environment),
                                   .folder = spec.folder,
                                   .input = spec.input.empty() ? -1 : input->theirs.get(),
                                   .output = output->theirs.get(),
                                   .errors = errors->theirs.get()});
    if (!started)
        co_return std::unexpected(started.error());
    const std::shared_ptr<Child> child = *started;
    input->theirs.reset();
    output->theirs.reset();
    errors->theirs.reset();

    const auto run = std::make_shared<Run>(executor);
    run->onErrors = std::move(spec.onErrors);
    const auto outputs = std::make_shared<Descriptor>(executor, output->ours.release());
    const auto errorOutputs = std::make_shared<Descriptor>(executor, errors->ours.release());
    asio::co_spawn(executor, readInto(outputs, run, &GitOutcome::output, spec.mostOutput, true), asio::detached);
    asio::co_spawn(executor, readInto(errorOutputs, run, &GitOutcome::errors, kMostErrors, false), asio::detached);
    if (!spec.input.empty())
        asio::co_spawn(executor, write(Descriptor(executor, input->ours.release()), std::move(spec.input)),
                       asio::detached);
    asio::co_spawn(executor, noteEnd(child, run), asio::detached);
    const std::stop_callback onStop(stop, [&child] { end(*child); });
    while (!child->status) {
        co_await run->changed.wait();
        if (run->outcome.isCutOff)
            end(*child);
    }
    for (const auto deadline = Clock::now() + kLastOutput; run->open > 0 && Clock::now() < deadline;)
        co_await run->changed.waitUntil(deadline);
    outputs->close();
    errorOutputs->close();
    if (stop.stop_requested())
        co_return failed(Code::Cancelled, "It was cancelled.");
    run->outcome.exitCode = child->exitCode();
    co_return std::move(run->outcome);
}

Failure gitFailure(const GitOutcome& outcome)
{
    auto said = outcome.errors + outcome.output.substr(0, kMostSaid); // conflicts are told on standard output
    while (said.ends_with('\n') || said.ends_with(' '))
        said.pop_back();
    const bool isFull = said.contains("No space left on device") || said.contains("Disk quota exceeded");
    if (said.empty())
        said = "git ended with code " + std::to_string(outcome.exitCode) + " and said nothing.";
    return {isFull ? Code::NoSpace : Code::Failed, std::move(said)};
}

asio::awaitable<Outcome<std::string>> gitOutput(Children& children, GitSpec spec, std::stop_token stop)
{
    auto outcome = co_await runGit(children, std::move(spec), std::move(stop));
    if (!outcome)
        co_return std::unexpected(outcome.error());
    if (outcome->isCutOff)
        co_return failed(Code::TooLarge, "git printed more than the bridge takes at a time.");
    if (outcome->exitCode != 0)
        co_return std::unexpected(gitFailure(*outcome));
    co_return std::move(outcome->output);
}

} // namespace kalpana::bridge::server
