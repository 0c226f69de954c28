#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "remote/workspaces/line.h"
#include "remote/workspaces/line_backend.h"

#include <QTest>

#include <future>
#include <semaphore>

using namespace kalpana;
using namespace kalpana::workspaces;
using namespace Qt::StringLiterals;

namespace {

/// A host whose connection has ended without anybody having noticed.
class DeadHost final : public host::Host {
public:
    std::string name() const override { return "dead"; }
    boost::asio::awaitable<Result<std::unique_ptr<host::RunningCommand>>> start(std::string) override
    {
        co_return lostLine();
    }
    boost::asio::awaitable<Result<io::Stream>> openSocket(std::string) override
    {
        asked.release();
        co_return lostLine();
    }
    boost::asio::awaitable<Result<io::Stream>> openTcp(std::string, std::uint16_t) override { co_return lostLine(); }
    boost::asio::awaitable<Error> lost() override { co_return lostLine().error(); }

    std::counting_semaphore<> asked{0};

private:
    static std::unexpected<Error> lostLine()
    {
        return std::unexpected(Error{ErrorCode::ConnectionLost, u"The line dropped."_s});
    }
};

} // namespace

class LineTest final : public QObject {
    Q_OBJECT

    io::IoThread m_io;
    std::shared_ptr<host::Host> m_host = std::make_shared<host::LocalHost>(m_io.executor());

private Q_SLOTS:
    void aLineThatIsDown_saysWhy()
    {
        const auto line = std::make_shared<Line>(m_io.executor());
        line->clear({ErrorCode::ConnectionLost, u"The line dropped."_s});
        QCOMPARE(line->get().error().sentence, u"The line dropped."_s);
    }

    void waiters_goOn_whenTheLineComesUp()
    {
        const auto line = std::make_shared<Line>(m_io.executor());
        auto first = std::async(std::launch::async, [&] { return m_io.run(line->wait()); });
        auto second = std::async(std::launch::async, [&] { return m_io.run(line->wait()); });
        line->set({.host = m_host, .ideSocket = "/ide"});
        QCOMPARE(first.get()->ideSocket, "/ide");
        QCOMPARE(second.get()->ideSocket, "/ide");
    }

    void stop_endsTheWait()
    {
        const auto line = std::make_shared<Line>(m_io.executor());
        std::stop_source source;
        auto waiting = std::async(std::launch::async, [&] { return m_io.run(line->wait(), source.get_token()); });
        source.request_stop();
        QCOMPARE(waiting.get().error().code, ErrorCode::Cancelled);
    }

    void finish_tellsEveryWaiter()
    {
        const auto line = std::make_shared<Line>(m_io.executor());
        auto waiting = std::async(std::launch::async, [&] { return m_io.run(line->wait()); });
        line->finish({ErrorCode::Cancelled, u"Closed."_s});
        QCOMPARE(waiting.get().error().sentence, u"Closed."_s);
    }

    void backend_waitsForTheNextLine_whenTheHostTurnsOutToBeGone()
    {
        const auto line = std::make_shared<Line>(m_io.executor());
        const auto path = qEnvironmentVariable("TMPDIR").toStdString() + "/next.sock";
        namespace local = boost::asio::local;
        auto listener = m_io.call([&] {
            return std::make_unique<local::stream_protocol::acceptor>(m_io.context(),
                                                                      local::stream_protocol::endpoint(path));
        });
        const auto dead = std::make_shared<DeadHost>();
        line->set({.host = dead, .ideSocket = path});
        LineBackend backend(line);
        auto opening = std::async(std::launch::async, [&] { return m_io.run(backend.openIde()); });
        dead->asked.acquire();
        line->set({.host = m_host, .ideSocket = path});
        QVERIFY(opening.get().has_value());
        m_io.call([&] { listener.reset(); });
    }

    void backend_triesAgain_whileCodeServersSocketRefuses()
    {
        const auto line = std::make_shared<Line>(m_io.executor());
        const auto path = qEnvironmentVariable("TMPDIR").toStdString() + "/ide.sock";
        line->set({.host = m_host, .ideSocket = path});
        LineBackend backend(line);
        auto opening = std::async(std::launch::async, [&] { return m_io.run(backend.openIde()); });
        // The socket appears only after the first attempt has been refused: the attempt runs before this call on the
        // I/O thread.
        auto listener = m_io.call([&] {
            namespace local = boost::asio::local;
            return std::make_unique<local::stream_protocol::acceptor>(m_io.context(),
                                                                      local::stream_protocol::endpoint(path));
        });
        QVERIFY(opening.get().has_value());
        m_io.call([&] { listener.reset(); });
    }
};

QTEST_GUILESS_MAIN(LineTest)
#include "line_test.moc"
