#pragma once

#include "remote/bridge/protocol/frame.h"
#include "tests/support/signal_process.h"
#include "tests/support/test_bridge.h"

#include <QFile>
#include <QTest>

#include <csignal>
#include <memory>
#include <string>

namespace kalpana::test {

/// What a test of terminals that outlive their bridge has: a bridge that ends and starts again, its client, and what
/// the terminals show.
class RestartedTerminals {
protected:
    using Json = nlohmann::json;

    void begin()
    {
        m_bridge = std::make_unique<TestBridge>();
        connectClient();
    }
    void finish()
    {
        m_client.reset();
        m_bridge.reset();
    }
    void connectClient()
    {
        m_client = std::make_unique<RawBridgeClient>();
        QVERIFY(m_bridge->connect(*m_client));
    }

    static bool isAlive(int pid)
    {
        QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
        return pid > 0 && file.open(QFile::ReadOnly) && !file.readAll().contains(") Z ");
    }
    void endTheBridge(int signal)
    {
        const int pid = m_bridge->pid();
        test::signalProcess(pid, signal);
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(pid), 20000);
    }
    void serveAgain()
    {
        m_bridge->serve();
        connectClient();
    }
    /// What a terminal's program has written to a file of the workspace's folder.
    int pidIn(const QString& name) const
    {
        return m_bridge->folder().read(QStringLiteral("root/") + name).trimmed().toInt();
    }

    Json entryOf(std::uint32_t session)
    {
        const auto sessions = m_client->request("terminal.list").at("payload").at("sessions");
        for (const auto& each : sessions)
            if (each.at("session") == session)
                return each;
        return {};
    }
    Json snapshotOf(std::uint32_t session)
    {
        return m_client->request("terminal.snapshot", {{"session", session}}).at("payload");
    }
    bool shows(std::uint32_t session, const std::string& text)
    {
        return m_client->waitUntil([&] { return snapshotOf(session).value("text", "").contains(text); });
    }
    void type(std::uint32_t session, const std::string& text)
    {
        using bridge::protocol::FrameKind;
        m_client->sendBinary(encode(bridge::protocol::Frame{FrameKind::TerminalInput, session, 0, text}));
    }

    std::unique_ptr<TestBridge> m_bridge;
    std::unique_ptr<RawBridgeClient> m_client;
};

} // namespace kalpana::test
