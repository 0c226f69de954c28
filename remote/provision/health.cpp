#include "remote/provision/health.h"

#include <QCoreApplication>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <string>

namespace kalpana::provision {

asio::awaitable<Result<void>> checkHealth(io::Stream stream)
{
    constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);
    static constexpr std::string_view request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    co_await asio::async_write(stream, asio::buffer(request), asTuple);
    std::string answer;
    std::array<char, 1024> chunk{};
    while (answer.size() < 64) {
        const auto [error, count] = co_await stream.async_read_some(asio::buffer(chunk), asTuple);
        answer.append(chunk.data(), count);
        if (error)
            break;
    }
    stream.close();
    if (!answer.starts_with("HTTP/1.1 200"))
        co_return failure(
            ErrorCode::Provisioning,
            QCoreApplication::translate("CodeServer", "code-server started but does not answer. Look at its log."),
            QString::fromStdString(answer.substr(0, 200)));
    co_return Result<void>();
}

} // namespace kalpana::provision
