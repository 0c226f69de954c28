#pragma once

#include "remote/bridge/client/client.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "tests/support/test_bridge.h"

namespace kalpana::test {

namespace asio = boost::asio;

/// A real bridge and a client on its socket.
struct ConnectedClient {
    TestBridge bridge = {};
    io::IoThread io = {};
    host::LocalHost host{io.executor()};
    bridge::client::ClientPointer client = connect();

    bridge::client::ClientPointer connect()
    {
        auto stream = io.run(host.openSocket(bridge.socket()));
        auto made =
            stream
                ? io.run(bridge::client::Client::connect(std::move(*stream), Secret(std::string_view(bridge.token()))))
                : std::unexpected(stream.error());
        return made.value_or(nullptr);
    }

    /// What a call that must not fail says; a warning says why it did.
    template <typename T>
    T done(asio::awaitable<Result<T>> call)
    {
        auto result = io.run(std::move(call));
        if (!result)
            qWarning("%s %s", qPrintable(result.error().sentence), qPrintable(result.error().detail));
        return result ? std::move(*result) : T();
    }
    /// What one that must fail says.
    template <typename T>
    Error failure(asio::awaitable<Result<T>> call)
    {
        auto result = io.run(std::move(call));
        return result ? Error{.code = ErrorCode::Internal, .sentence = QStringLiteral("It did not fail.")}
                      : result.error();
    }
};

} // namespace kalpana::test
