#pragma once

#include "remote/host/host.h"
#include "remote/io/stream.h"
#include "remote/ssh/connection.h"

#include <functional>
#include <memory>

namespace kalpana::ssh {

/// A channel as a byte stream. What its reader has not taken is not credited to the peer, so that back-pressure reaches
/// the other side. Lives on the I/O thread; closes its channel when it goes.
class ChannelStream final : public io::StreamBody {
public:
    ChannelStream(std::shared_ptr<Connection> connection, ChannelId id);
    ~ChannelStream() override;

    asio::any_io_executor executor() const override { return m_connection->executor(); }
    void readSome(asio::mutable_buffer into, Handler handler) override;
    void writeSome(asio::const_buffer from, Handler handler) override;
    void shutdownWrite() override;
    void close() override;

    /// For a channel with a command.
    [[nodiscard]] std::string errorText() const;
    [[nodiscard]] asio::awaitable<Result<host::ExitStatus>> wait();
    /// Called once, when the first byte has been read.
    void onFirstByte(std::function<void()> call) { m_onFirstByte = std::move(call); }

    // For Connection.
    void step();
    void lose(const Error& error);

private:
    void stepRead();
    void stepWrite();
    void complete(Handler& handler, io::error_code error, std::size_t count);

    std::shared_ptr<Connection> m_connection;
    ChannelId m_id;
    bool m_open = true;
    std::string m_errorsAtClose;
    asio::mutable_buffer m_readInto;
    Handler m_reader;
    asio::const_buffer m_writeFrom;
    Handler m_writer;
    std::shared_ptr<OneShot<Result<host::ExitStatus>>> m_exit;
    std::function<void()> m_onFirstByte;
};

} // namespace kalpana::ssh
