#pragma once

#include "core/settings/settings.h"
#include "core/workspace/store.h"
#include "remote/gateway/gateway.h"
#include "remote/io/io_thread.h"
#include "remote/ssh/questions.h"
#include "remote/workspaces/open_workspace.h"
#include "tests/support/temporary_folder.h"

#include <QList>
#include <QString>

#include <memory>
#include <mutex>

namespace kalpana::test {

/// Says yes to host keys and knows no secret.
class TrustingUser final : public ssh::Questions {
public:
    Result<bool> acceptHostKey(const ssh::HostKeyQuestion&, std::stop_token) override { return true; }
    Result<Secret> password(const ssh::PasswordQuestion&, std::stop_token) override
    {
        return failure(ErrorCode::Authentication, {});
    }
    Result<Secret> passphrase(const ssh::PassphraseQuestion&, std::stop_token) override
    {
        return failure(ErrorCode::Authentication, {});
    }
};

/// Keeps what an open workspace reported.
class Notes final : public workspaces::Observer {
public:
    void stepChanged(const workspaces::StepReport& step) override;
    void logLine(const QString& line) override;
    void phaseChanged(workspaces::Phase phase, const std::optional<Error>& error) override;
    void metricsChanged(const workspaces::Metrics& metrics) override;

    /// The last state of each step whose name contains `name`; nothing if there was none.
    [[nodiscard]] std::optional<workspaces::StepReport> step(const QString& name) const;
    [[nodiscard]] QList<workspaces::Phase> phases() const;
    [[nodiscard]] std::optional<workspaces::Metrics> metrics() const;
    [[nodiscard]] QString text() const;

private:
    mutable std::mutex m_mutex;
    QList<workspaces::StepReport> m_steps;
    QList<workspaces::Phase> m_phases;
    std::optional<workspaces::Metrics> m_metrics;
    QString m_log;
};

struct HttpAnswer {
    int status = 0;
    QByteArray head;
    QByteArray body;
};

/// A request to the gateway as a browser makes it: to 127.0.0.1, with the workspace's name as Host. Closes the
/// connection.
[[nodiscard]] HttpAnswer httpGet(const QUrl& address, const QByteArray& cookie = {});

/// A desktop without a window: everything that `kalpana` composes, in a data folder of its own.
class Desk final {
public:
    Desk();
    /// Stops what its workspaces left running on this computer.
    ~Desk();

    [[nodiscard]] workspaces::Services services() { return {io, *gateway, store, settings}; }
    /// A new workspace's record, stored; its data folder on the host is the desk's own, so that nothing of the
    /// developer's is touched.
    [[nodiscard]] workspace::Record newWorkspace(const QString& host, const QString& folder,
                                                 const QString& sshConfig = {});

    TemporaryFolder folder;
    io::IoThread io;
    workspace::Store store;
    settings::Settings settings;
    std::unique_ptr<gateway::Gateway> gateway; // After io: it lives on it.
    TrustingUser user;
    QString remoteData; ///< Where hosts keep Kalpana's things in this test.
};

/// Enters an open workspace as a browser does and asks code-server's /healthz through the gateway; its status.
[[nodiscard]] int healthThroughGateway(workspaces::OpenWorkspace& open);

} // namespace kalpana::test
