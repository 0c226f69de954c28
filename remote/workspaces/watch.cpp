#include "remote/workspaces/watch.h"

#include "remote/bridge/client/workspace.h"

#include <QCoreApplication>
#include <boost/asio/experimental/awaitable_operators.hpp>

namespace kalpana::workspaces {

namespace {

asio::awaitable<Error> measure(LiveLine line, std::function<void(const Metrics&)> report,
                               std::function<void(const QString&)> say)
{
    using namespace std::chrono_literals;
    std::optional<std::uint32_t> restarts;
    asio::steady_timer pause(co_await asio::this_coro::executor);
    for (;;) {
        const auto status = co_await bridge::client::status(line.client);
        if (status)
            report({.cpuPercent = status->load.cpuPercent,
                    .memoryUsed = status->load.memoryUsed,
                    .memoryTotal = status->load.memoryTotal,
                    .roundTripMs = line.host->roundTripMs()});
        if (status && restarts && status->codeServer.restarts > *restarts)
            say(QCoreApplication::translate("Workspace", "code-server was started again: %1")
                    .arg(QString::fromStdString(status->codeServer.lastEnd)));
        if (status)
            restarts = status->codeServer.restarts;
        pause.expires_after(2s);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

} // namespace

asio::awaitable<Result<Error>> watch(LiveLine line, std::function<void(const Metrics&)> report,
                                     std::function<void(const QString&)> say)
{
    using namespace asio::experimental::awaitable_operators;
    auto reason =
        co_await (line.host->lost() || line.client->lost() || measure(line, std::move(report), std::move(say)));
    co_return std::visit([](auto error) { return error; }, std::move(reason));
}

} // namespace kalpana::workspaces
