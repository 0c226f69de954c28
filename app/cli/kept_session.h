#pragma once

#include "app/cli/bridge_session.h"

#include <thread>

namespace kalpana::cli {

/// A connection to a workspace's bridge that is made anew whenever it is lost, on a thread of its own.
class KeptSession final {
public:
    /// `questions` are asked on that thread too; they and what the context refers to outlive this.
    [[nodiscard]] static Result<std::unique_ptr<KeptSession>>
    open(const Context& context, RemoteServices& services, const workspace::Record& record, ssh::Questions& questions);
    KeptSession(const KeptSession&) = delete;
    KeptSession& operator=(const KeptSession&) = delete;
    ~KeptSession();

    /// Its line: up and down as the connection is, finished once it can't be made again without the user.
    [[nodiscard]] const std::shared_ptr<workspaces::Line>& line() const { return m_line; }
    /// Connects no more, and asks nobody; the line stays as it is.
    void stop();

private:
    KeptSession(Context context, RemoteServices& services, workspace::Record record, ssh::Questions& questions)
        : m_context(std::move(context)), m_services(services), m_record(std::move(record)), m_questions(questions),
          m_line(std::make_shared<workspaces::Line>(services.io.executor()))
    {
    }
    [[nodiscard]] Result<void> connect(std::stop_token stop);
    [[nodiscard]] Result<void> connectAgain(const std::stop_token& stop);
    void keep(const std::stop_token& stop);

    Context m_context;
    RemoteServices& m_services;
    workspace::Record m_record;
    ssh::Questions& m_questions;
    std::shared_ptr<workspaces::Line> m_line;
    std::unique_ptr<BridgeSession> m_session;
    std::jthread m_thread; // Must be last: it uses all of the above.
};

} // namespace kalpana::cli
