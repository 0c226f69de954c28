#include "remote/host/command_output.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"

#include <QTest>

using namespace kalpana;

class LocalHostTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void command_getsItsInput_andItsOutputErrorsAndExitCodeComeBack()
    {
        io::IoThread io;
        host::LocalHost local(io.executor());
        const auto output = io.run(host::run(local, "cat; echo oops >&2; exit 7", "hello"));
        QVERIFY(output.has_value());
        QCOMPARE(output->out, "hello");
        QCOMPARE(output->err, "oops\n");
        QCOMPARE(output->status.code, 7);
    }

    void itIsThisComputer_inASentence_andWhereOneBegins()
    {
        io::IoThread io;
        const auto name = QString::fromStdString(host::LocalHost(io.executor()).name());
        QCOMPARE(name, QStringLiteral("this computer"));
        QCOMPARE(host::atStart(name), QStringLiteral("This computer"));
        QCOMPARE(host::atStart(QStringLiteral("devbox")), QStringLiteral("devbox"));
    }

    void killedCommand_reportsItsSignal()
    {
        io::IoThread io;
        host::LocalHost local(io.executor());
        const auto output = io.run(host::run(local, "kill -TERM $$", ""));
        QVERIFY(output.has_value());
        QCOMPARE(output->status.signal, "TERM");
    }

    void stop_endsAWaitingCommand_atOnce()
    {
        io::IoThread io;
        host::LocalHost local(io.executor());
        std::stop_source source;
        std::jthread stopper([&source] { source.request_stop(); });
        const auto output = io.run(host::run(local, "sleep 1000", ""), source.get_token());
        QVERIFY(!output.has_value());
        QCOMPARE(output.error().code, ErrorCode::Cancelled);
    }

    void endlessOutput_isRefused()
    {
        io::IoThread io;
        host::LocalHost local(io.executor());
        const auto output = io.run(host::run(local, "yes", "", 100000));
        QVERIFY(!output.has_value());
        QCOMPARE(output.error().code, ErrorCode::Protocol);
    }

    void missingSocket_isASentence()
    {
        io::IoThread io;
        host::LocalHost local(io.executor());
        const auto stream = io.run(local.openSocket("/nowhere/at/all.sock"));
        QVERIFY(!stream.has_value());
        QVERIFY(stream.error().sentence.contains(QStringLiteral("/nowhere/at/all.sock")));
    }
};

QTEST_GUILESS_MAIN(LocalHostTest)
#include "local_host_test.moc"
