#include "remote/io/io_thread.h"

#include <QCoreApplication>
#include <boost/system/system_error.hpp>

namespace kalpana::io {

IoThread::IoThread() : m_work(m_context.get_executor()), m_thread([this] { m_context.run(); }) {}

IoThread::~IoThread()
{
    m_work.reset();
    m_context.stop();
}

Error IoThread::errorOf(const std::exception_ptr& thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted)
            return cancelled();
        return {ErrorCode::ConnectionLost,
                QCoreApplication::translate("io", "The connection failed: %1.")
                    .arg(QString::fromStdString(error.code().message())),
                QString::fromUtf8(error.what())};
    } catch (const std::exception& error) {
        return {ErrorCode::Internal,
                QCoreApplication::translate("io", "Something unexpected happened; the log has the details."),
                QString::fromUtf8(error.what())};
    }
}

Error IoThread::cancelled()
{
    return {ErrorCode::Cancelled, QCoreApplication::translate("io", "Stopped.")};
}

} // namespace kalpana::io
