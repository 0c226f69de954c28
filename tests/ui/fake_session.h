#pragma once

#include "app/desktop/session/session.h"
#include "core/agent/workspace_tools.h"
#include "remote/workspaces/editor.h"
#include "remote/workspaces/terminals.h"

namespace kalpana::test {

/// A session that does what the test says: requests are counted, events are emitted by hand.
class FakeSession final : public desktop::session::Session {
public:
    void start() override { ++starts; }
    void retry() override { ++retries; }
    void enter() override { ++enters; }
    void readHostLog() override { ++logReads; }
    void stopRemote() override { ++stops; }
    std::unique_ptr<agent::WorkspaceTools> tools() override { return nullptr; }
    std::shared_ptr<workspaces::Terminals> terminals() override { return nullptr; }
    std::shared_ptr<workspaces::Editor> editor() override { return nullptr; }

    void phase(workspaces::Phase now, const std::optional<Error>& error = {}) { Q_EMIT phaseChanged(now, error); }
    void step(const QString& name, provision::StepReport::State state, qint64 done = 0, qint64 total = 0,
              double seconds = 0, const QString& note = {})
    {
        Q_EMIT stepChanged(
            {.name = name, .state = state, .done = done, .total = total, .seconds = seconds, .note = note});
    }

    int starts = 0;
    int retries = 0;
    int enters = 0;
    int stops = 0;
    int logReads = 0;
};

} // namespace kalpana::test
