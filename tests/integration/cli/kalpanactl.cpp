#include "tests/integration/cli/kalpanactl.h"

#include "tests/support/signal_process.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>

#include <csignal>
#include <unistd.h>

namespace kalpana::test {

using namespace Qt::StringLiterals;

namespace {

QList<QJsonObject> objectsIn(const QByteArray& lines)
{
    QList<QJsonObject> objects;
    for (const auto& line : lines.split('\n'))
        if (const auto document = QJsonDocument::fromJson(line); document.isObject())
            objects << document.object();
    return objects;
}

QJsonObject firstOf(const QList<QJsonObject>& objects, QLatin1StringView type)
{
    for (const auto& object : objects)
        if (object.value("type"_L1) == type)
            return object;
    return {};
}

/// Questions must not reach the terminal from which the tests were started.
void leaveTerminal(QProcess& process)
{
    process.setChildProcessModifier([] { ::setsid(); });
}

} // namespace

QString kalpanactlProgram()
{
    return QStringLiteral(KALPANA_BIN_DIR "/kalpanactl");
}

QList<QJsonObject> Ran::objects() const
{
    return objectsIn(out);
}

QJsonObject Ran::first(QLatin1StringView type) const
{
    return firstOf(objects(), type);
}

Ran kalpanactl(const QStringList& arguments, const QByteArray& input, const QProcessEnvironment& environment)
{
    QProcess process;
    leaveTerminal(process);
    process.setProcessEnvironment(environment);
    QElapsedTimer timer;
    timer.start();
    process.start(kalpanactlProgram(), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(180000))
        process.kill();
    return {.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            .out = process.readAllStandardOutput(),
            .error = process.readAllStandardError(),
            .took = std::chrono::milliseconds(timer.elapsed())};
}

RunningKalpanactl::RunningKalpanactl(const QStringList& arguments)
{
    leaveTerminal(m_process);
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(kalpanactlProgram(), arguments);
}

RunningKalpanactl::~RunningKalpanactl()
{
    if (m_process.state() != QProcess::NotRunning)
        (void)interrupt();
    m_process.kill();
    m_process.waitForFinished(5000);
}

QByteArray RunningKalpanactl::out()
{
    m_out += m_process.readAllStandardOutput();
    return m_out;
}

QJsonObject RunningKalpanactl::waitFor(QLatin1StringView type)
{
    QJsonObject found;
    (void)QTest::qWaitFor(
        [&] {
            found = firstOf(objectsIn(out()), type);
            return !found.isEmpty() || m_process.state() == QProcess::NotRunning;
        },
        120000);
    return firstOf(objectsIn(out()), type);
}

int RunningKalpanactl::interrupt()
{
    test::signalProcess(static_cast<pid_t>(m_process.processId()), SIGINT);
    return waitForEnd();
}

void RunningKalpanactl::kill()
{
    m_process.kill();
    m_process.waitForFinished(30000);
}

int RunningKalpanactl::waitForEnd()
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(30000))
        return -1;
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

} // namespace kalpana::test
