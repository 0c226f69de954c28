#include "remote/workspaces/watch.h"

#include "remote/bridge/client/code_server.h"
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

/// Nobody waits for it: the editor is there without them.
asio::awaitable<void> install(LiveLine line, std::vector<std::string> extensions,
                              std::function<void(const QString&)> say)
{
    if (extensions.empty())
        co_return;
    const auto status = co_await bridge::client::status(line.client);
    if (!status)
        co_return;
    const auto done = co_await bridge::client::installExtensions(line.client, status->codeServer.version, extensions);
    if (!done) {
        say(done.error().sentence);
        co_return;
    }
    QStringList installed;
    for (const auto& one : done->installed)
        installed << QString::fromStdString(one);
    if (!installed.isEmpty())
        say(QCoreApplication::translate("Workspace", "Extensions were installed: %1. Reload the editor to use them.")
                .arg(installed.join(QStringLiteral(", "))));
    for (const auto& failure : done->failed)
        say(failure.message);
}

} // namespace

asio::awaitable<Result<Error>> watch(LiveLine line, std::vector<std::string> extensions,
                                     std::function<void(const Metrics&)> report,
                                     std::function<void(const QString&)> say)
{
    using namespace asio::experimental::awaitable_operators;
    auto reason = co_await (line.host->lost() || line.client->lost() ||
                            (measure(line, std::move(report), say) && install(line, std::move(extensions), say)));
    co_return std::visit([](auto error) { return error; }, std::move(reason));
}

} // namespace kalpana::workspaces
