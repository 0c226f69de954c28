#include "remote/host/command_output.h"

#include <QCoreApplication>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace kalpana::host {

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

asio::awaitable<void> feed(io::Stream& stream, const std::string& input)
{
    // A command that ends without reading all of its input is no error here: its exit status tells.
    co_await asio::async_write(stream, asio::buffer(input), asTuple);
    stream.shutdownWrite();
}

asio::awaitable<bool> collect(io::Stream& stream, std::string& out, std::size_t limit)
{
    std::array<char, 16384> chunk{};
    for (;;) {
        const auto [error, count] = co_await stream.async_read_some(asio::buffer(chunk), asTuple);
        out.append(chunk.data(), count);
        if (out.size() > limit)
            co_return false;
        if (error)
            co_return true;
    }
}

} // namespace

asio::awaitable<Result<CommandOutput>> run(Host& host, std::string commandLine, std::string input, std::size_t limit)
{
    using namespace asio::experimental::awaitable_operators;
    auto started = co_await host.start(commandLine);
    if (!started)
        co_return std::unexpected(started.error());
    auto& command = **started;
    CommandOutput output;
    const auto withinLimit = co_await (feed(command.stream(), input) && collect(command.stream(), output.out, limit));
    if (!withinLimit)
        co_return failure(
            ErrorCode::Protocol,
            QCoreApplication::translate("host", "%1 printed more than was asked for. Check its start-up files.")
                .arg(atStart(QString::fromStdString(host.name()))));
    auto status = co_await command.wait();
    if (!status)
        co_return std::unexpected(status.error());
    output.status = *status;
    output.err = command.errorText();
    co_return output;
}

} // namespace kalpana::host
