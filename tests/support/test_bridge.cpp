#include "tests/support/test_bridge.h"

#include <QProcess>
#include <QProcessEnvironment>

namespace kalpana::test {

TestBridge::TestBridge() : TestBridge(Setup{}) {}

TestBridge::TestBridge(Setup setup)
    : m_setup(std::move(setup)), m_data(m_setup.data.isEmpty() ? m_folder.path(QStringLiteral("data")) : m_setup.data)
{
    QDir().mkpath(root());
    serve();
}

TestBridge::~TestBridge()
{
    stop();
}

QString TestBridge::program()
{
    const QString chosen = qEnvironmentVariable("KALPANA_TEST_BRIDGE");
    if (!chosen.isEmpty())
        return chosen;
    const auto checked = QStringLiteral(KALPANA_BIN_DIR "/kalpana-bridge-checked");
    return QFile::exists(checked) ? checked : QStringLiteral(KALPANA_BIN_DIR "/kalpana-bridge");
}

TestBridge::Run TestBridge::run(const QStringList& arguments, const QByteArray& input) const
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const auto& variable : m_setup.variables) {
        const auto equals = variable.indexOf(QLatin1Char('='));
        if (equals < 0)
            environment.remove(variable);
        else
            environment.insert(variable.left(equals), variable.mid(equals + 1));
    }
    process.setProcessEnvironment(environment);
    process.start(program(), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(30000))
        return {.err = process.errorString().toUtf8()};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

TestBridge::Run TestBridge::serve()
{
    const auto outcome = run(QStringList{QStringLiteral("serve"), QStringLiteral("--id"), QStringLiteral("test"),
                                         QStringLiteral("--root"), root(), QStringLiteral("--data"), data(),
                                         QStringLiteral("--runtime"), runtime()} +
                             m_setup.options);
    const auto line = nlohmann::json::parse(outcome.out.toStdString(), nullptr, false);
    m_where = line.is_object() ? line : nlohmann::json::object();
    return outcome;
}

TestBridge::Run TestBridge::stop() const
{
    return run({QStringLiteral("stop"), QStringLiteral("--id"), QStringLiteral("test"), QStringLiteral("--data"),
                data(), QStringLiteral("--runtime"), runtime()});
}

} // namespace kalpana::test
