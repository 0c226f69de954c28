#include "remote/ssh/channel_stream.h"

#include <QCoreApplication>
#include <boost/asio/post.hpp>

namespace kalpana::ssh {

ChannelStream::ChannelStream(std::shared_ptr<Connection> connection, ChannelId id)
    : m_connection(std::move(connection)), m_id(id),
      m_exit(std::make_shared<OneShot<Result<host::ExitStatus>>>(m_connection->executor()))
{
    m_connection->add(m_id, *this);
}

ChannelStream::~ChannelStream()
{
    ChannelStream::close();
}

void ChannelStream::readSome(asio::mutable_buffer into, Handler handler)
{
    m_readInto = into;
    m_reader = std::move(handler);
    stepRead();
}

void ChannelStream::writeSome(asio::const_buffer from, Handler handler)
{
    m_writeFrom = from;
    m_writer = std::move(handler);
    stepWrite();
}

void ChannelStream::shutdownWrite()
{
    if (!m_open)
        return;
    m_connection->session().sendEof(m_id);
    m_connection->pumpSoon();
}

void ChannelStream::close()
{
    if (!std::exchange(m_open, false))
        return;
    m_errorsAtClose = m_connection->session().errorText(m_id);
    m_connection->session().close(m_id);
    m_connection->remove(m_id);
    m_connection->pumpSoon();
    complete(m_reader, asio::error::operation_aborted, 0);
    complete(m_writer, asio::error::operation_aborted, 0);
    m_exit->set(failure(ErrorCode::Cancelled, QCoreApplication::translate("SshConnection", "Stopped.")));
}

void ChannelStream::step()
{
    stepRead();
    stepWrite();
    if (const auto exit = m_open ? m_connection->session().exitStatus(m_id) : std::nullopt)
        m_exit->set(host::ExitStatus{.code = exit->code, .signal = exit->signal});
}

void ChannelStream::stepRead()
{
    if (!m_reader)
        return;
    auto& session = m_connection->session();
    const auto count = m_open ? session.read(m_id, {static_cast<std::byte*>(m_readInto.data()), m_readInto.size()}) : 0;
    if (count > 0 || m_readInto.size() == 0) {
        if (auto call = std::exchange(m_onFirstByte, {}); call && count > 0)
            call();
        complete(m_reader, {}, count);
        m_connection->pumpSoon();
    } else if (!m_open) {
        complete(m_reader, asio::error::operation_aborted, 0);
    } else if (session.atEnd(m_id)) {
        complete(m_reader, asio::error::eof, 0);
    } else if (m_connection->isLost()) {
        complete(m_reader, asio::error::connection_reset, 0);
    }
}

void ChannelStream::stepWrite()
{
    if (!m_writer)
        return;
    auto& session = m_connection->session();
    if (!m_open) {
        complete(m_writer, asio::error::operation_aborted, 0);
    } else if (m_connection->isLost()) {
        complete(m_writer, asio::error::connection_reset, 0);
    } else if (session.isClosed(m_id)) {
        complete(m_writer, asio::error::broken_pipe, 0);
    } else if (const auto count =
                   session.write(m_id, {static_cast<const std::byte*>(m_writeFrom.data()), m_writeFrom.size()});
               count > 0 || m_writeFrom.size() == 0) {
        complete(m_writer, {}, count);
        m_connection->pumpSoon();
    }
}

void ChannelStream::complete(Handler& handler, io::error_code error, std::size_t count)
{
    if (handler)
        asio::post(executor(), [call = std::exchange(handler, {}), error, count]() mutable { call(error, count); });
}

std::string ChannelStream::errorText() const
{
    return m_open ? m_connection->session().errorText(m_id) : m_errorsAtClose;
}

asio::awaitable<Result<host::ExitStatus>> ChannelStream::wait()
{
    step();
    const auto exit = m_exit;
    if (m_connection->isLost())
        m_exit->set(std::unexpected(co_await m_connection->lost()));
    const auto status = co_await OneShot<Result<host::ExitStatus>>::wait(exit);
    if (!status)
        co_return failure(ErrorCode::Cancelled, QCoreApplication::translate("SshConnection", "Stopped."));
    co_return *status;
}

void ChannelStream::lose(const Error& error)
{
    step();
    m_exit->set(std::unexpected(error));
}

} // namespace kalpana::ssh
