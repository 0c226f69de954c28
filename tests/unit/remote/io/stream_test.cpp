#include "remote/io/io_thread.h"
#include "remote/io/stream.h"

#include <QTest>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <string>

using namespace kalpana;
namespace asio = boost::asio;

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

/// Two lines that come in one piece: the second needs no read any more, only a completion.
asio::awaitable<Result<std::string>> readTwoLines(io::Stream near, io::Stream far)
{
    co_await asio::async_write(far, asio::buffer("one\ntwo\n", 8), asTuple);
    std::string buffer;
    std::string lines;
    for (int i = 0; i < 2; ++i) {
        const auto [error, count] = co_await asio::async_read_until(near, asio::dynamic_buffer(buffer), '\n', asTuple);
        lines += buffer.substr(0, count);
        buffer.erase(0, count);
    }
    co_return lines;
}

} // namespace

class StreamTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsBufferedAlready_isReadWithoutWaitingForMore()
    {
        io::IoThread io;
        auto [near, far] = io::streamPair(io.executor());
        QCOMPARE(io.run(readTwoLines(std::move(near), std::move(far))).value(), "one\ntwo\n");
    }
};

QTEST_GUILESS_MAIN(StreamTest)
#include "stream_test.moc"
