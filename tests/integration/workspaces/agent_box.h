#pragma once

#include "core/agent/tool_call.h"
#include "core/settings/settings.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "remote/workspaces/bridge_tools.h"
#include "tests/support/test_bridge.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

namespace kalpana::test {

/// The agent's tools as they are, over a real bridge of this computer in a folder of its own.
class AgentBox final {
public:
    /// Fails the test where the bridge can't be reached.
    void connect()
    {
        auto stream = m_io.run(m_host.openSocket(bridge.socket()));
        QVERIFY(stream.has_value());
        const auto client = m_io.run(
            kalpana::bridge::client::Client::connect(std::move(*stream), Secret(std::string_view(bridge.token()))));
        QVERIFY(client.has_value());
        line->set({.host = nullptr, .client = *client, .ideSocket = {}});
    }
    void disconnect()
    {
        const Error closed{ErrorCode::Cancelled, QStringLiteral("The workspace was closed.")};
        line->finish(closed);
        line->clear(closed);
    }

    /// git in the workspace's folder, as Ada; what it prints.
    QByteArray git(const QStringList& arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(bridge.root());
        process.start(QStringLiteral("git"),
                      QStringList{QStringLiteral("-c"), QStringLiteral("user.name=Ada"), QStringLiteral("-c"),
                                  QStringLiteral("user.email=ada@example.org")} +
                          arguments);
        if (!process.waitForFinished() || process.exitCode() != 0)
            qFatal("git failed: %s", process.readAllStandardError().constData());
        return process.readAllStandardOutput();
    }

    Result<agent::PreparedCall> prepare(const QString& tool, const QJsonObject& arguments)
    {
        return agent::prepareCall({QStringLiteral("c"), tool, QString::fromUtf8(QJsonDocument(arguments).toJson())},
                                  tools, {});
    }
    /// Done without asking: what the model is told; the sentence of an error behind "Error: ".
    QString ask(const QString& tool, const QJsonObject& arguments)
    {
        const auto prepared = prepare(tool, arguments);
        if (!prepared)
            return QStringLiteral("Error: ") + prepared.error().sentence;
        const auto result = prepared->run(tools, [](const QString&) {}, {});
        return result ? result->text : QStringLiteral("Error: ") + result.error().sentence;
    }

    TestBridge bridge;
    TemporaryFolder data;
    settings::Settings settings = settings::Settings::load(data.path()).value();

private:
    io::IoThread m_io;
    host::LocalHost m_host{m_io.executor()};

public:
    std::shared_ptr<workspaces::Line> line = std::make_shared<workspaces::Line>(m_io.executor());
    workspaces::BridgeTools tools{m_io, line, settings};
};

} // namespace kalpana::test
