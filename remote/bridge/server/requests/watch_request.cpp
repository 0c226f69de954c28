#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/files/folder_watch.h"
#include "remote/bridge/server/requests/context.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <fcntl.h>

namespace kalpana::bridge::server {

namespace {

using namespace std::chrono_literals;
using Descriptor = asio::posix::stream_descriptor;

/// Each has an inotify instance, of which a user has 128 unless told otherwise; editors want some too.
constexpr std::size_t kMostWatches = 32;
/// What happens within this time is said together.
constexpr auto kTogether = 30ms;

/// What all watches of a bridge share.
struct Watches {
    WatchBudget budget = {};
    std::size_t count = 0;
};

struct Counted {
    explicit Counted(std::size_t& counted) : count(counted) { ++count; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --count; }
    std::size_t& count;
};

protocol::Event toEvent(std::uint32_t id, const Changes& changes)
{
    constexpr std::array words{"created", "changed", "removed"};
    Json list = Json::array();
    for (const auto& [path, change] : changes.byPath())
        list.push_back(
            {{"path", path}, {"change", words.at(static_cast<std::size_t>(change.what))}, {"folder", change.isFolder}});
    return {"file.changed", {{"id", id}, {"changes", std::move(list)}, {"lookAgain", changes.mustLookAgain()}}};
}

/// Waits until something happened; false where the request is stopped.
asio::awaitable<bool> readable(Descriptor& descriptor, const std::stop_token& stop)
{
    if (stop.stop_requested())
        co_return false;
    const std::stop_callback onStop(stop, [&descriptor] { descriptor.cancel(); });
    const auto [error] = co_await descriptor.async_wait(Descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
    co_return !error && !stop.stop_requested();
}

Answer watch(Context& context, Watches& watches, Call call)
{
    protocol::Fields fields(call.payload);
    const WatchSpec spec{.path = fields.optionalText("path").value_or(""),
                         .recursive = fields.flag("recursive", true),
                         .respectIgnore = fields.flag("respectIgnore")};
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    if (watches.count >= kMostWatches)
        co_return protocol::failed(protocol::Code::Limit, "This workspace has " + std::to_string(kMostWatches) +
                                                              " watches already. End one of them first.");
    const Counted counted(watches.count);
    Outcome<std::unique_ptr<FolderWatch>> watch;
    co_await context.workers.run([&] { watch = FolderWatch::start(context.root, spec, watches.budget, call.stop); });
    if (!watch)
        co_return std::unexpected(watch.error());
    call.out->send(encode(protocol::Event{"file.watching", {{"id", call.id}, {"folders", (*watch)->folders()}}}));

    const auto executor = co_await asio::this_coro::executor;
    for (;;) {
        // Its own descriptor for each wait: the watch makes a new one when it has to begin again.
        Descriptor descriptor(executor, ::fcntl((*watch)->descriptor(), F_DUPFD_CLOEXEC, 3));
        if (!co_await readable(descriptor, call.stop))
            break;
        co_await delay(kTogether);
        Changes changes;
        Outcome<void> taken;
        co_await context.workers.run([&] { taken = (*watch)->take(changes, call.stop); });
        if (!changes.isEmpty())
            call.out->send(encode(toEvent(call.id, changes)));
        if (!taken)
            co_return std::unexpected(taken.error());
        co_await call.out->room(); // meanwhile the kernel holds what happens, up to its own limit
    }
    co_return protocol::failed(protocol::Code::Cancelled, "The watch was cancelled.");
}

} // namespace

void addWatchRequest(Handlers& handlers, Context& context)
{
    handlers.byType["file.watch"] = [&context, watches = std::make_shared<Watches>()](Call call) {
        return watch(context, *watches, std::move(call));
    };
}

} // namespace kalpana::bridge::server
