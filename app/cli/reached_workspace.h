#pragma once

#include "app/cli/bridge_session.h"

namespace kalpana::cli {

/// A workspace that one command talks to: its record, and a connection to its bridge with all that takes.
class ReachedWorkspace final {
public:
    using Afterwards = BridgeSession::Afterwards;

    /// The workspace of this name or id. Errors: those of Context::findRecord(), and of reaching a bridge.
    [[nodiscard]] static Result<ReachedWorkspace> open(const Context& context, const QString& nameOrId,
                                                       Afterwards afterwards);
    [[nodiscard]] static Result<ReachedWorkspace> open(const Context& context, workspace::Record record,
                                                       Afterwards afterwards);

    [[nodiscard]] const workspace::Record& record() const { return m_record; }
    [[nodiscard]] const bridge::client::ClientPointer& client() const { return m_session->client(); }
    [[nodiscard]] int roundTripMs() const { return m_session->roundTripMs(); }
    [[nodiscard]] io::IoThread& io() const { return m_services->io; }

private:
    ReachedWorkspace(workspace::Record record, std::unique_ptr<RemoteServices> services,
                     std::unique_ptr<BridgeSession> session);

    workspace::Record m_record;
    std::unique_ptr<RemoteServices> m_services;
    std::unique_ptr<BridgeSession> m_session; // Must be last: it uses the services.
};

} // namespace kalpana::cli
